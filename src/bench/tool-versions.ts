import {findProgram} from '../vm/program.ts';
import {runTool} from '../vm/tool.ts';

/** Programs of the host that make the disks or are executed in the guest, with the line of their answer that has the version. */
const tools = {
	'mkfs.erofs': {ask: '--version', answer: /^mkfs\.erofs .*\d.*$/m},
	'mkfs.ext4': {ask: '-V', answer: /^mke2fs .*\d.*$/m},
	// Part of generated trees: what the trial `exec` runs.
	ls: {ask: '--version', answer: /^ls .*\d.*$/m},
} as const;

export type ToolName = keyof typeof tools;

/** What a program says of its version; `absent` where there is no such program, `unknown` where it says none. */
export async function toolVersion(name: ToolName, signal: AbortSignal): Promise<string> {
	const program = await findProgram(name);
	if (program === undefined) return 'absent';
	const {ask} = tools[name];
	// Some of these end with an error when asked: what they say counts.
	const {all} = await runTool(program, [ask], {signal});
	return versionIn(name, all);
}

/** The version in all that a program said. */
export function versionIn(name: ToolName, said: string): string {
	return tools[name].answer.exec(said)?.[0].trim() ?? 'unknown';
}
