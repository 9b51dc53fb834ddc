// The smallest agent, for machine.test.ts: answers hello, and tells what it is asked.
const {openSync, readdirSync, readFileSync, readSync, writeSync} = require('node:fs');

const ports = '/sys/class/virtio-ports';
const name = readdirSync(ports).find(
	(port) => readFileSync(`${ports}/${port}/name`, 'utf8').trim() === 'cfsbench.agent',
);
const port = openSync(`/dev/${name}`, 'r+');

function say(message) {
	const body = Buffer.from(JSON.stringify(message));
	const length = Buffer.alloc(4);
	length.writeUInt32BE(body.length);
	writeSync(port, Buffer.concat([length, body]));
}

let bytes = Buffer.alloc(0);
for (const chunk = Buffer.alloc(4096); ; ) {
	bytes = Buffer.concat([bytes, chunk.subarray(0, readSync(port, chunk))]);
	while (bytes.length >= 4 && bytes.length >= 4 + bytes.readUInt32BE()) {
		const length = bytes.readUInt32BE();
		const message = JSON.parse(bytes.subarray(4, 4 + length));
		bytes = bytes.subarray(4 + length);
		if (message.type === 'hello') say({type: 'ready', seed: message.seed, bootMs: process.uptime() * 1000});
		else if (message.type === 'read') say({type: 'content', text: readFileSync(message.path, 'utf8')});
		else process.exit(3);
	}
}
