import {runTool} from '../vm/tool.ts';

/** The last commit of the driver's sources, and whether they were changed since; `unknown` outside of a checkout. */
export async function driverVersion(root: string, signal: AbortSignal): Promise<string> {
	const git = async (...args: string[]) => {
		const {exitCode, stdout} = await runTool('git', ['-C', root, ...args, '--', 'kernel'], {signal}).catch(
			() => ({exitCode: 1, stdout: ''}),
		);
		return exitCode === 0 ? stdout.trim() : undefined;
	};
	const commit = await git('log', '-1', '--format=%h');
	if (commit === undefined || commit === '') return 'unknown';
	return (await git('status', '--porcelain')) === '' ? commit : `${commit} with changes`;
}
