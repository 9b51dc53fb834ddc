import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

/** What makes the disks and what counts on them: the loops in C++, and the bench. */
const sources = ['native', 'src/bench'] as const;
const isSource = (name: string) => /\.(?:cc|h|ts|json)$/.test(name);

/** SHA-256 of the sources of the workload below the project's directory, as 12 hexadecimal digits. */
export function workloadDigest(root: string): string {
	const files = sources
		.flatMap((folder) =>
			readdirSync(join(root, folder), {withFileTypes: true, recursive: true})
				.filter((entry) => entry.isFile() && isSource(entry.name))
				.map(({parentPath, name}) => join(parentPath, name).slice(root.length + 1)),
		)
		.sort();
	const whole = createHash('sha256');
	for (const file of files) {
		const content = readFileSync(join(root, file));
		whole.update(`${file}\0${content.length}\0`).update(content);
	}
	return whole.digest('hex').slice(0, 12);
}
