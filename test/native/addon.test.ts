import {spawnSync} from 'node:child_process';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {build} from 'esbuild';
import {directory, native} from './support.ts';

const project = join(import.meta.dirname, '../..');
const interfaces = join(project, 'src/native');

/** Methods and constructors of the interfaces named `...Calls`, by how biome lays them out. */
function documented(): string[] {
	const names = new Set<string>();
	for (const file of readdirSync(interfaces)) {
		const source = readFileSync(join(interfaces, file), 'utf8');
		for (const [, body = ''] of source.matchAll(/^export interface \w+Calls \{\n(.*?)^\}/gms))
			for (const [, name = ''] of body.matchAll(/^\t(?:readonly )?(\w+)(?:\(|: new )/gm)) names.add(name);
	}
	return [...names].sort();
}

test('the addon exports what src/native documents, and nothing else', (t) => {
	t.deepEqual(Object.keys(native).sort(), documented());
});

test('each function carries its name', (t) => {
	for (const [name, value] of Object.entries(native)) t.is((value as {name: string}).name, name);
});

test('the loader works in a CommonJS bundle of esbuild', async (t) => {
	const place = directory(t);
	const entry = join(place, 'entry.ts');
	writeFileSync(
		entry,
		`import {loadNative} from ${JSON.stringify(join(project, 'src/native.ts'))};
		console.log(typeof loadNative().statx);`,
	);
	const outfile = join(place, 'bundle.cjs');
	await build({
		entryPoints: [entry],
		bundle: true,
		platform: 'node',
		format: 'cjs',
		outfile,
		logLevel: 'silent',
	});

	const cache = process.env.CFSBENCH_CACHE ?? join(project, '.cache');
	const run = spawnSync(process.execPath, [outfile], {
		encoding: 'utf8',
		env: {...process.env, CFSBENCH_CACHE: cache},
	});
	t.is(run.stdout, 'function\n', run.stderr);
});

test('an addon that is absent or broken is an error with the remedy', (t) => {
	const place = directory(t);
	const broken = join(place, 'broken.node');
	writeFileSync(broken, 'no shared object');
	const script = `import('./src/native.ts').then(({loadNative}) => loadNative())
		.catch((error) => console.log(error.name, error.exitCode, error.remedy, error.message));`;
	const run = (environment: object): string =>
		spawnSync(process.execPath, ['--import', 'tsx', '-e', script], {
			cwd: project,
			encoding: 'utf8',
			env: {...process.env, CFSBENCH_ADDON: '', ...environment},
		}).stdout;

	t.regex(
		run({CFSBENCH_ADDON: broken}),
		/^InfraError 3 npm run build:addon The addon .*broken\.node could not be loaded/,
	);
	t.regex(
		run({CFSBENCH_CACHE: place}),
		/^InfraError 3 npm run build:addon Expected the addon at .*, found none/,
	);
});
