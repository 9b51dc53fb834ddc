import test from 'ava';
import {UsageError} from '../../../../src/errors.ts';
import {parseWish} from '../../../../src/vm/kernel/wish.ts';

test('a plain word is a package, but for two', (t) => {
	t.deepEqual(parseWish(undefined), {kind: 'package', name: undefined});
	t.deepEqual(parseWish('linux-image-6.12.9+deb13-cloud-amd64'), {
		kind: 'package',
		name: 'linux-image-6.12.9+deb13-cloud-amd64',
	});
	t.deepEqual(parseWish('host'), {kind: 'host'});
	t.deepEqual(parseWish('debug'), {kind: 'debug'});
});

test('a suite and a package have one slash between them', (t) => {
	t.deepEqual(parseWish('sid/linux-image-cloud-amd64'), {
		kind: 'suite',
		suite: 'sid',
		name: 'linux-image-cloud-amd64',
	});
	t.deepEqual(parseWish('trixie-backports/linux-image-amd64'), {
		kind: 'suite',
		suite: 'trixie-backports',
		name: 'linux-image-amd64',
	});
});

test('a path begins like one, or exists', (t) => {
	t.deepEqual(parseWish('/usr/src/linux'), {kind: 'tree', path: '/usr/src/linux'});
	t.deepEqual(parseWish('./linux'), {kind: 'tree', path: `${process.cwd()}/linux`});
	t.deepEqual(parseWish('test/unit'), {kind: 'tree', path: `${process.cwd()}/test/unit`});
	t.throws(() => parseWish('test/nothing'), {
		instanceOf: UsageError,
		message: /Expected the name.*test\/nothing/,
	});
});

test('--headers make it an image', (t) => {
	t.deepEqual(parseWish('bzImage', {headers: '/h'}), {
		kind: 'image',
		path: `${process.cwd()}/bzImage`,
		headers: '/h',
		modules: undefined,
	});
	t.throws(() => parseWish(undefined, {headers: '/h'}), {instanceOf: UsageError, message: /--kernel IMAGE/});
	t.throws(() => parseWish('bzImage', {modules: '/m'}), {instanceOf: UsageError, message: /--headers DIR/});
});
