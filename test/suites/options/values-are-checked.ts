import {defineCase} from '#case';
import {loadNative, type SyscallError} from '../../../src/native.ts';
import {FilesystemContext} from '../_support/filesystem-context.ts';

const digits = '0123456789abcdef'.repeat(4);

/** Key, value (`true` is a flag), and what the context's log says. */
const refused: readonly (readonly [key: string, value: string | true, log: RegExp])[] = [
	['digest', digits.slice(1), /^e composefs: digest: not 64 hexadecimal digits$/],
	['digest', `${digits}0`, /^e composefs: digest: not 64 hexadecimal digits$/],
	['digest', `${digits}00`, /^e composefs: digest: not 64 hexadecimal digits$/],
	['digest', `g${digits.slice(1)}`, /^e composefs: digest: not 64 hexadecimal digits$/],
	['digest', ` ${digits.slice(1)}`, /^e composefs: digest: not 64 hexadecimal digits$/],
	['digest', `sha256:${digits}`, /^e composefs: digest: not 64 hexadecimal digits$/],
	['digest', '', /^e composefs: .*digest/],
	['digest', true, /^e composefs: .*digest/],
	['verity_check', '3', /^e composefs: verity_check: not 0, 1 or 2$/],
	['verity_check', '4294967295', /^e composefs: verity_check: not 0, 1 or 2$/],
	['verity_check', '4294967296', /^e composefs: .*verity_check/],
	['verity_check', '-1', /^e composefs: .*verity_check/],
	['verity_check', '1 ', /^e composefs: .*verity_check/],
	['verity_check', 'on', /^e composefs: .*verity_check/],
	['verity_check', '', /^e composefs: .*verity_check/],
	['verity_check', true, /^e composefs: .*verity_check/],
	['acl', 'yes', /^e composefs: .*acl/],
	['noverity_check', true, /^e composefs: Unknown parameter 'noverity_check'$/],
	['lowerdir', '/tmp', /^e composefs: Unknown parameter 'lowerdir'$/],
];

export default defineCase({
	title: 'an option that is unknown or has no sound value is EINVAL, and the context says which and why',
	groups: ['auto', 'quick', 'options'],
	batch: true,
	async run(t) {
		const image = await t.image(await t.store({greeting: 'hello'}));
		using context = new FilesystemContext();
		context.setString('source', image.path);

		for (const [key, value, log] of refused) {
			const error = await t.fails('EINVAL', () =>
				value === true ? context.setFlag(key) : context.setString(key, value),
			);
			const {kernelLog = []} = error as SyscallError;
			t.is(kernelLog.length, 1, `${key}=${value}: ${kernelLog.join(', ')}`);
			t.true(log.test(kernelLog[0] ?? ''), `${key}=${value}: ${kernelLog[0]}`);
		}

		// None of them was taken, and the context is still good.
		context.create();
		using mount = context.attach(t.tmp());
		mount.open('.').close();
		const target = t.tmp();
		for (const data of ['digest=abc', 'verity_check=3', 'verity_check', 'shiny'])
			await t.fails('EINVAL', () => loadNative().mount(image.path, target, 'composefs', 0, data));
		t.kernelLogged(/^composefs: digest: not 64 hexadecimal digits$/);
		t.kernelLogged(/^composefs: Unknown parameter 'shiny'$/);
	},
});
