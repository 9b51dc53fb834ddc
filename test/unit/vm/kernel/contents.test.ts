import test from 'ava';
import {InfraError, UsageError} from '../../../../src/errors.ts';
import {findKernelPackages} from '../../../../src/vm/kernel/contents.ts';
import {recorded} from './recorded.ts';

test('the default on Debian 12 is the signed 6.12 cloud kernel', async (t) => {
	const found = await findKernelPackages(recorded('debian-12'), undefined);
	t.is(found.name, 'linux-image-6.12-cloud-amd64');
	t.is(found.release, '6.12.117+deb12-cloud-amd64');
	t.deepEqual(
		found.packages.map(({name}) => name),
		[
			'linux-image-6.12.117+deb12-cloud-amd64',
			'linux-headers-6.12.117+deb12-cloud-amd64',
			'linux-headers-6.12.117+deb12-common',
			'linux-kbuild-6.12.117+deb12',
		],
	);
});

test('the default on Debian 13 is its cloud kernel', async (t) => {
	const found = await findKernelPackages(recorded('debian-13'), undefined);
	t.is(found.name, 'linux-image-cloud-amd64');
	t.is(found.release, '6.12.107+deb13-cloud-amd64');
	t.is(found.packages.length, 4);
});

test('the default on Ubuntu 24.04 is the newest virtual kernel, with the modules and headers split from it', async (t) => {
	const found = await findKernelPackages(recorded('ubuntu-24.04'), undefined);
	t.is(found.name, 'linux-image-virtual-hwe-24.04');
	t.is(found.release, '7.0.0-43-generic');
	t.deepEqual(
		found.packages.map(({name}) => name),
		[
			'linux-image-7.0.0-43-generic',
			'linux-modules-7.0.0-43-generic',
			'linux-headers-7.0.0-43-generic',
			'linux-hwe-7.0-headers-7.0.0-43',
		],
	);
});

test('a versioned package, signed or not, is taken as it is', async (t) => {
	for (const name of [
		'linux-image-6.12.117+deb12-cloud-amd64',
		'linux-image-6.12.117+deb12-cloud-amd64-unsigned',
	]) {
		const found = await findKernelPackages(recorded('debian-12'), name);
		t.is(found.packages[0]?.name, name);
		t.is(found.release, '6.12.117+deb12-cloud-amd64');
	}
});

test('an unknown name is refused with the nearest ones', async (t) => {
	const error = await t.throwsAsync(
		findKernelPackages(recorded('debian-12'), 'linux-image-6.12.117+deb12-clud-amd64'),
		{
			instanceOf: UsageError,
			message: /got 'linux-image-6\.12\.117\+deb12-clud-amd64'/,
		},
	);
	t.regex(error?.remedy ?? '', /^Did you mean linux-image-6\.12\.117\+deb12-cloud-amd64.*\?$/);
});

test('a package that is no image is refused', async (t) => {
	for (const name of ['linux-kbuild-6.12.117+deb12', 'linux-image-6.12-amd64-dbg'])
		await t.throwsAsync(findKernelPackages(recorded('debian-12'), name), {instanceOf: UsageError});
});

test('an image without headers is refused', async (t) => {
	const source = recorded('debian-12', ['linux-headers-6.12.117+deb12-cloud-amd64']);
	await t.throwsAsync(findKernelPackages(source, undefined), {
		instanceOf: UsageError,
		message: /no package linux-headers-6\.12\.117\+deb12-cloud-amd64/,
	});
});

test('a package that the lists lack is named', async (t) => {
	const kbuild = recorded('debian-12', ['linux-kbuild-6.12.117+deb12']);
	await t.throwsAsync(findKernelPackages(kbuild, undefined), {
		message: /Package linux-kbuild-6\.12\.117\+deb12, which/,
	});
	const image = recorded('debian-12', ['linux-image-6.12.117+deb12-cloud-amd64']);
	await t.throwsAsync(findKernelPackages(image, undefined), {message: /stands for linux-image-6\.12\.117/});
});

test('where only older kernels are listed, the default is refused with what was found', async (t) => {
	const source = recorded('debian-12', ['linux-image-6.12-cloud-amd64']);
	await t.throwsAsync(findKernelPackages(source, undefined), {
		instanceOf: InfraError,
		message: /version 6\.12 or newer.*found linux-image-cloud-amd64/,
	});
});

test('a suite that is pinned low is second choice', async (t) => {
	const source = recorded('debian-12');
	const meta = source.packages.find(({name}) => name === 'linux-image-6.12-cloud-amd64');
	const show: typeof source.show = async (names, versions) => {
		const found = await source.show(names);
		return versions === 'all' ? found : found.filter((one) => one !== meta);
	};
	t.is((await findKernelPackages({...source, show}, undefined)).name, 'linux-image-6.12-cloud-amd64');
});
