import test from 'ava';
import {CleanupStack} from '../../../../src/guest/cleanup.ts';
import {StandIn} from '../../../../src/guest/contestants/stand-in.ts';
import {directory} from '../../../../src/image/tree.ts';

const standIn = () => new StandIn('erofs', {directory: () => '/nowhere', cleanup: new CleanupStack()});

test('bytes of an image are no tree to show', (t) => {
	t.throws(() => standIn().image(Buffer.alloc(10)), {
		message: 'Expected a tree for erofs to show, got the bytes of a composefs image',
	});
});

test('only what was made here is mounted, and without options of composefs alone', (t) => {
	const one = standIn();
	t.throws(() => one.mount({path: '/some/image'}, [], '/target', {}), {
		message: 'Expected an image that was made for erofs, got /some/image',
	});
	const image = one.image(directory());
	t.throws(() => one.mount(image, [], '/target', {digest: true}), {
		message: "Expected no option 'digest', which is composefs's alone, for erofs",
	});
});
