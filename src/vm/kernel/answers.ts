import {mkdir, readFile, rename, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Kernel} from '../interfaces.ts';

/** Which kernel a wish led to, and what the package lists were then: asking apt again takes a second. */
export interface Answer {
	readonly lists: string;
	readonly kernel: Kernel;
}

/** The last answer to this wish, if its kernel is still in the cache. */
export async function readAnswer(cache: string, wanted: string | undefined): Promise<Answer | undefined> {
	try {
		const answer = JSON.parse(await readFile(answerPath(cache, wanted), 'utf8')) as Answer;
		const {image, modules, headers, toolchain} = answer.kernel;
		await Promise.all(
			[image, modules, headers, ...(toolchain === undefined ? [] : [toolchain])].map((path) => stat(path)),
		);
		return answer;
	} catch {
		return undefined;
	}
}

export async function writeAnswer(cache: string, wanted: string | undefined, answer: Answer): Promise<void> {
	const path = answerPath(cache, wanted);
	const temporary = `${path}.${process.pid}`;
	await mkdir(join(path, '..'), {recursive: true});
	await writeFile(temporary, JSON.stringify(answer));
	await rename(temporary, path);
}

function answerPath(cache: string, wanted = 'default'): string {
	return join(cache, 'kernels', `answer-${wanted.replace('/', '~')}.json`);
}
