import {readdirSync, readFileSync} from 'node:fs';
import test from 'ava';
import {lostSettings, withoutComments} from '../../../../src/vm/kernel/fragments.ts';

test('what is missing, different or on against the wish is lost', (t) => {
	const fragments = '# why\nCONFIG_A=y\nCONFIG_B=m\nCONFIG_C=n\nCONFIG_D=n\nCONFIG_E="x"\nCONFIG_F=16\n';
	const config = 'CONFIG_A=y\nCONFIG_B=y\n# CONFIG_C is not set\nCONFIG_D=y\nCONFIG_E="x"\n';
	t.deepEqual(lostSettings(fragments, config), ['CONFIG_B=m', 'CONFIG_D=n', 'CONFIG_F=16']);
});

test('no setting stands in two fragments', (t) => {
	const folder = new URL('../../../../vm/kernel/', import.meta.url);
	const names = readdirSync(folder)
		.filter((name) => name.endsWith('.config'))
		.flatMap((name) => [...readFileSync(new URL(name, folder), 'utf8').matchAll(/^(CONFIG_\w+)=/gm)])
		.map(([, name]) => name);
	t.true(names.length > 100);
	t.deepEqual(names, [...new Set(names)]);
});

test('comments and blank lines are no settings', (t) => {
	t.deepEqual(withoutComments('# why\nCONFIG_A=y\n\n# CONFIG_B is not set\nCONFIG_C=n\n'), [
		'CONFIG_A=y',
		'CONFIG_C=n',
	]);
});
