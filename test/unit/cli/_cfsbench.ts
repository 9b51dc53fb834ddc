import {execFile} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {ExecutionContext} from 'ava';

export const cli = fileURLToPath(new URL('../../../src/cli.ts', import.meta.url));

export interface Exit {
	readonly code: number | string | undefined;
	readonly stdout: string;
	readonly stderr: string;
}

export function cfsbench(...args: string[]): Promise<Exit> {
	return run(process.execPath, ['--import', 'tsx', cli, ...args]);
}

export function run(command: string, args: string[]): Promise<Exit> {
	return new Promise((resolve) => {
		execFile(command, args, (error, stdout, stderr) => {
			resolve({code: error === null ? 0 : (error.code ?? undefined), stdout, stderr});
		});
	});
}

export function layOut(t: ExecutionContext): {directory: string; tree: string; image: string; store: string} {
	const directory = mkdtempSync(join(tmpdir(), 'cfsbench-cli-'));
	t.teardown(() => rmSync(directory, {recursive: true}));
	const tree = join(directory, 'tree');
	mkdirSync(tree);
	writeFileSync(join(tree, 'a file'), 'content');
	writeFileSync(join(tree, 'new\nline'), '');
	return {directory, tree, image: join(directory, 'image.cfs'), store: join(directory, 'objects')};
}
