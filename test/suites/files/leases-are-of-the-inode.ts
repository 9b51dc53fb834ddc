import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';

/** A signal that nobody minds, instead of SIGIO. */
const SIGURG = 23;

export default defineCase({
	title: 'a write lease is for the only opener, and opening another name of the hard link breaks it',
	groups: ['auto', 'files'],
	needs: [],
	batch: true,
	async run(t) {
		const native = loadNative();
		const store = await t.store({content: 'hello'});
		const file = (size: number) => regularFile(size > 0 ? {size, backing: 'content'} : undefined);
		const [content, empty] = [file(5), file(0)];
		const tree = directory({one: content, two: content, 'empty-one': empty, 'empty-two': empty});
		const mount = await t.mount(await t.image(tree), {basedir: store.path});

		for (const kind of ['', 'empty-']) {
			const holder = mount.open(`${kind}one`);
			const second = mount.open(`${kind}two`);
			await t.fails('EAGAIN', () => native.fcntl(holder.fd, c.F_SETLEASE, c.F_WRLCK));
			second.close();
			native.fcntl(holder.fd, c.F_SETSIG, SIGURG);
			native.fcntl(holder.fd, c.F_SETLEASE, c.F_WRLCK);
			t.is(native.fcntl(holder.fd, c.F_GETLEASE, 0), c.F_WRLCK);

			await t.fails('EAGAIN', () => mount.open(`${kind}two`, c.O_NONBLOCK));
			t.is(native.fcntl(holder.fd, c.F_GETLEASE, 0), c.F_RDLCK, 'asked to become a read lease');
			native.fcntl(holder.fd, c.F_SETLEASE, c.F_RDLCK);
			mount.open(`${kind}two`).close();
			await t.fails('EROFS', () => mount.open(`${kind}two`, c.O_WRONLY | c.O_NONBLOCK));
			t.is(native.fcntl(holder.fd, c.F_GETLEASE, 0), c.F_RDLCK, 'nobody will write');
		}
	},
});
