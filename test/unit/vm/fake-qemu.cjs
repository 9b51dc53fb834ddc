// Run by instance.test.ts in the place of QEMU: speaks to descriptor 3 as an agent does, to 4 as a monitor does.
const {Socket} = require('node:net');
const {writeFileSync} = require('node:fs');

const [, , behaviour, consolePath] = process.argv;
const agent = new Socket({fd: 3});
const monitor = new Socket({fd: 4});
const say = (message) => monitor.write(`${JSON.stringify(message)}\r\n`);
const frame = (message) => {
	const body = Buffer.from(JSON.stringify(message));
	const length = Buffer.alloc(4);
	length.writeUInt32BE(body.length);
	agent.write(Buffer.concat([length, body]));
};

let status = 'running';
monitor.setEncoding('utf8').on('data', (text) => {
	for (const line of text.trim().split('\n')) {
		const {execute, id} = JSON.parse(line);
		say({return: execute === 'query-status' ? {status} : {}, id});
	}
});

writeFileSync(consolePath, 'Booting\nKernel panic\n');
if (behaviour !== 'mute') say({QMP: {}});
if (behaviour === 'die') {
	process.stderr.write('fake-qemu: no such device\n');
	process.exitCode = 1;
	setTimeout(() => process.exit(), 20);
}
agent.on('data', () => {
	if (behaviour === 'garbage') agent.write(Buffer.alloc(8, 0xff));
	if (behaviour === 'confused') frame({type: 'attached'});
	if (behaviour !== 'good' && behaviour !== 'broken') return;

	frame({type: 'ready'});
	frame({type: 'case-started', caseId: 'early'});
	if (behaviour === 'broken')
		setTimeout(() => {
			status = 'internal-error';
			say({event: 'STOP', data: {}});
		}, 20);
});
