import {closeSync, openSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {constants, loadNative} from '../../../src/native.ts';
import {createImage} from '../../../src/store/create-image.ts';
import {fsverityDigest} from '../../../src/store/fsverity.ts';
import {repairStore} from '../../../src/store/repair-store.ts';
import {verifyStore} from '../../../src/store/verify-store.ts';

const names = ['damaged', 'plain', 'right', 'salted'] as const;

export default defineCase({
	title:
		'a store is packed with fs-verity, and what has lost it is found and repaired, so that verity_check=2 opens it again',
	groups: ['auto', 'quick', 'verity'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const [tree, base] = [t.tmp(), t.tmp('scratch')];
		for (const name of names) writeFileSync(`${tree}/${name}`, `content of ${name}`);
		const [path, objects] = [`${base}/image.cfs`, `${base}/objects`];
		const created = await createImage({
			source: {kind: 'directory', path: tree},
			image: path,
			store: objects,
			verity: 'where-possible',
		});
		const image = {path, digest: Buffer.from(created.digest, 'hex')};
		const open = async () => t.mount(image, {basedir: objects, digest: true});
		const pathOf = (name: string) => {
			const digest = fsverityDigest(Buffer.from(`content of ${name}`)).toString('hex');
			return `${digest.slice(0, 2)}/${digest.slice(2)}`;
		};

		t.is(created.withoutVerity, undefined);
		const {withoutVerity, findings} = await verifyStore(objects, {threads: 1, verity: true});
		t.deepEqual([withoutVerity, findings], [0, []]);
		const first = await open();
		for (const name of names) t.is(readFileSync(`${first.path}/${name}`, 'utf8'), `content of ${name}`);
		await first.close();

		const replace = (name: string, content: string) => {
			rmSync(`${objects}/${pathOf(name)}`);
			writeFileSync(`${objects}/${pathOf(name)}`, content);
		};
		replace('plain', 'content of plain');
		replace('damaged', 'content of Damaged');
		replace('salted', 'content of salted');
		enableSalted(`${objects}/${pathOf('salted')}`);
		const second = await open();
		for (const name of names) if (name !== 'right') await t.fails('EIO', () => second.open(name));
		await second.close();
		const faults = (list: readonly {readonly path: string; readonly fault: string}[]) =>
			Object.fromEntries(names.map((name) => [name, list.find((one) => one.path === pathOf(name))?.fault]));
		const expected = {damaged: 'digest', plain: 'verity', right: undefined, salted: 'other-verity'};
		const broken = await verifyStore(objects, {threads: 1, verity: true});
		t.deepEqual(faults(broken.findings), expected);
		t.is((await verifyStore(objects, {threads: 1})).withoutVerity, 2);

		const repairs = await repairStore(objects, {threads: 1, verity: true, from: [tree]});
		t.deepEqual(faults(repairs), expected);
		t.deepEqual((await verifyStore(objects, {threads: 1, verity: true})).findings, []);
		const third = await open();
		for (const name of names) t.is(readFileSync(`${third.path}/${name}`, 'utf8'), `content of ${name}`);
	},
});

function enableSalted(file: string): void {
	const fd = openSync(file, 'r');
	try {
		loadNative().fsverityEnable(fd, {
			algorithm: constants.FS_VERITY_HASH_ALG_SHA256,
			blockSize: 4096,
			salt: Buffer.from('salt'),
			signature: Buffer.alloc(0),
		});
	} finally {
		closeSync(fd);
	}
}
