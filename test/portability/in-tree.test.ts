import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {systemApt} from '../../src/vm/kernel/index.ts';
import {runStep} from '../../src/vm/step.ts';
import {cache, progress} from './_cache.ts';
import {runGuest} from './_guest.ts';
import {givenFiles, makeImages} from './_images.ts';
import {buildDriver, readFragments, withTree} from './_kernel.ts';
import {errnos, expectedLines, type Report, readReport} from './_report.ts';
import {type Target, targets} from './_target.ts';
import {provideTools, type ToolEnvironment} from './_tools.ts';

const images = makeImages();
const reports = new Map<string, Report>();

for (const [kind, value] of [
	['built in', 'y'],
	['as a module', 'm'],
] as const) {
	test.serial(`amd64: the driver builds in the kernel's tree, ${kind}, without a warning`, async (t) => {
		const config = (await readFragments(['common', 'x86', 'amd64'])).replace(
			'CONFIG_COMPOSEFS_FS=y',
			`CONFIG_MODULES=y\nCONFIG_COMPOSEFS_FS=${value}`,
		);
		await withTree({name: `amd64-${value}`, arch: 'x86_64', config}, buildDriver);
		t.pass();
	});
}

for (const target of targets) {
	test.serial(`${target.title}: a guest lists images as the reader in TypeScript does`, async (t) => {
		const report = await runTarget(target);
		reports.set(target.name, report);

		t.deepEqual(report.before, []);
		for (const [name, image] of images.good) {
			const expected = expectedLines(image, images.objects);
			if (name === 'everything') refuse(expected, '/wrong');
			t.deepEqual(report.images.get(name), expected, name);
		}
	});

	test.serial(`${target.title}: each broken image is told with EUCLEAN`, (t) => {
		const {images: listed} = reports.get(target.name) ?? readReport('');
		for (const name of images.broken.keys()) {
			const lines = listed.get(name) ?? [];
			t.true(
				lines.some((line) => line.endsWith(` errno ${errnos.EUCLEAN}`)),
				`${name}:\n${lines.join('\n')}`,
			);
		}
	});
}

test.serial('every architecture says the same of broken images, and of those with bits turned', (t) => {
	const [first, ...others] = [...reports];
	t.is(others.length, targets.length - 1);
	for (const [name, {images: listed}] of others)
		for (const image of [...images.broken.keys(), ...images.turned.keys()])
			t.deepEqual(
				listed.get(image),
				first?.[1].images.get(image),
				`${image}: ${name}, and not ${first?.[0]}`,
			);
});

async function runTarget(target: Target): Promise<Report> {
	const environment = await toolsFor(target);
	const config = await readFragments(target.fragments);
	const build = {name: target.name, arch: target.arch, config, environment};
	const folder = await mkdtemp(join(tmpdir(), 'cfsbench-portability-'));
	try {
		const cross = target.cross === undefined ? {} : {cross: target.cross};
		return await withTree({...build, ...cross}, async (tree) => {
			await buildDriver(tree);
			await runStep(progress, `build a kernel for ${target.name}`, () => tree.make(['bzImage']));
			const given = givenFiles(images);
			const {report, console, splats} = await runStep(progress, `boot ${target.name}`, () =>
				runGuest({target, tree, environment, given, folder}),
			);
			const read = readReport(report);
			if (read.complete && splats.length === 0) return read;
			throw new Error(`The guest of ${target.name} failed:\n${console}`);
		});
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
}

async function toolsFor({cross, qemu}: Target): Promise<ToolEnvironment> {
	if (cross === undefined) return {};
	const apt = await systemApt({cache});
	const machine = (await apt.show([qemu])).length > 0 ? qemu : 'qemu-system-misc';
	return provideTools(apt, [`${cross}gcc`, qemu], [`gcc-${cross.replace(/-$/, '')}`, machine]);
}

/** The object has another digest than the image records. */
function refuse(lines: string[], path: string): void {
	const entry = lines.findIndex((line) => line.startsWith(`${path} `));
	lines[entry + 1] = `  open errno ${errnos.EIO}`;
}
