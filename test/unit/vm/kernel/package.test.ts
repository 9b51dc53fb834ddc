import test from 'ava';
import {parsePackages} from '../../../../src/vm/kernel/package.ts';
import {recorded} from './recorded.ts';

test('the packages of a recorded list are read whole', (t) => {
	const {packages} = recorded('debian-12');
	t.deepEqual(
		packages.find(({name}) => name === 'linux-headers-6.12.117+deb12-cloud-amd64'),
		{
			name: 'linux-headers-6.12.117+deb12-cloud-amd64',
			version: '6.12.117-1~deb12u1',
			depends: [
				['linux-base'],
				['linux-headers-6.12.117+deb12-common'],
				['linux-image-6.12.117+deb12-cloud-amd64', 'linux-image-6.12.117+deb12-cloud-amd64-unsigned'],
				['linux-kbuild-6.12.117+deb12'],
				['gcc-12'],
			],
			size: 2931728,
			unpackedSize: 7915 * 1024,
		},
	);
	t.is(packages.length, 10);
});

test('conditions, architectures and continued lines are left out of dependencies', (t) => {
	const text = 'Package: a\nVersion: 1\nDepends: b (>= 1~),\n c:any | d [amd64]\nDescription: x\n .\n y\n';
	t.deepEqual(parsePackages(text)[0]?.depends, [['b'], ['c', 'd']]);
});

test('a paragraph without a version is skipped', (t) => {
	t.deepEqual(parsePackages('Package: a\nStatus: deinstall ok config-files\n'), []);
	t.deepEqual(parsePackages(''), []);
});
