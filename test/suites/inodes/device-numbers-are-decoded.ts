import {defineCase} from '#case';
import {deviceFile, directory} from '../../../src/image/tree.ts';
import {lstatx} from './_statx.ts';

/** Each bit of the 12 + 20 bits is on its own in one of them, next to the seams of the encoding. */
const devices = [
	{major: 0, minor: 0},
	{major: 1, minor: 3},
	{major: 8, minor: 255},
	{major: 8, minor: 256},
	{major: 259, minor: 0x12345},
	{major: 2048, minor: 0x80000},
	{major: 4095, minor: 0xfffff},
];

export default defineCase({
	title: 'device numbers have the major and minor that were stored, with 12 and 20 bits',
	groups: ['auto', 'quick', 'inodes'],
	needs: ['overlay-marks'],
	batch: true,
	async run(t) {
		const name = (type: string, {major, minor}: {major: number; minor: number}) =>
			`${type}-${major}-${minor}`;
		const types = ['chr', 'blk'] as const;
		const entries = types.flatMap((type) =>
			devices.map((device) => [name(type, device), deviceFile(type, device)] as const),
		);
		const mount = await t.mount(await t.image(directory(entries)));

		for (const type of types)
			for (const device of devices) {
				const {rdevMajor: major, rdevMinor: minor} = lstatx(`${mount.path}/${name(type, device)}`);
				t.deepEqual({major, minor}, device, type);
			}
	},
});
