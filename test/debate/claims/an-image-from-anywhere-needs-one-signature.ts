import {createHash, generateKeyPairSync, type KeyObject, sign, verify} from 'node:crypto';
import {lstatSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type CaseContext, defineCase} from '#case';
import type {Contestant, Material} from '../../../src/compare/guest/contestant.ts';
import {makeMaterial, packSample} from '../../../src/compare/guest/material.ts';
import {sampleTree} from '../../../src/compare/guest/sample-tree.ts';
import {loadContestants, say, withTree} from '../../../src/compare/guest/stand.ts';
import {changeContent, readStepwise} from '../../../src/compare/guest/tamper.ts';
import {sectorsRead} from '../../suites/_support/disk-reads.ts';

/** What a publisher signs: the image's digest, and that of the whole tree for whom no image's digest is of use. */
interface Statement {
	readonly digest: string;
	readonly everything: string;
}

/** What comes from the untrusted place. Only the publisher's public key was there before. */
interface Parcel {
	readonly material: Material;
	readonly statement: Buffer;
	readonly signature: Buffer;
}

interface Finding {
	readonly value: string;
	readonly note?: string;
}

const victim = 'folder-3/file-4';

/** Every name, mode, owner, target and byte of a tree, as sha256: what is left where nothing vouches for less. */
function hashEverything(root: string): string {
	const hash = createHash('sha256');
	for (const name of readdirSync(root, {recursive: true, encoding: 'utf8'}).sort()) {
		const path = join(root, name);
		const {mode, uid, gid} = lstatSync(path);
		hash.update(`${name}\0${mode} ${uid} ${gid}\0`);
		if ((mode & 0o170000) === 0o120000) hash.update(readlinkSync(path));
		if ((mode & 0o170000) === 0o100000) hash.update(readFileSync(path));
	}
	return hash.digest('hex');
}

/** Whether a wrong digest of its image keeps a contestant from showing the tree: else nothing but reading everything helps. */
async function isAnchored(t: CaseContext, contestant: Contestant, material: Material): Promise<boolean> {
	try {
		await withTree(t, contestant, {...material, digest: '0'.repeat(64)}, () => undefined);
		return false;
	} catch {
		return true;
	}
}

function state({digest = ''}: Material, everything: string): Buffer {
	const statement: Statement = {digest, everything};
	return Buffer.from(JSON.stringify(statement));
}

/** Who receives a parcel: believes the signature, then what it says. `trusted` is told when that is done. */
async function receive(
	t: CaseContext,
	contestant: Contestant,
	{material, statement, signature}: Parcel,
	publisher: KeyObject,
	anchored: boolean,
	trusted: () => void = () => undefined,
): Promise<Finding> {
	if (!verify(null, statement, publisher, signature)) return {value: 'by signature'};
	const {digest, everything} = JSON.parse(statement.toString()) as Statement;
	let believed = false;
	try {
		return await withTree(t, contestant, {...material, digest}, (root) => {
			if (!anchored && hashEverything(root) !== everything)
				return {value: 'at set-up', note: 'user space reads everything'};
			believed = true;
			trusted();
			statSync(join(root, 'secret'));
			const seen = readStepwise(join(root, victim));
			if ('step' in seen) return {value: seen.step, note: seen.error};
			return {
				value: seen.content.equals(material.contents.get(victim) ?? Buffer.alloc(0)) ? 'believed' : 'never',
			};
		});
	} catch (error) {
		if (believed) throw error;
		return {value: 'at set-up', note: (error as NodeJS.ErrnoException).code ?? (error as Error).message};
	}
}

/** What fs-verity is on for has been written before. */
function dropAllCaches(): void {
	writeFileSync('/proc/sys/vm/drop_caches', '3');
}

export default defineCase({
	title: 'one signature over one digest makes an image from anywhere trustworthy, before it is read',
	requires: ['fsverity', 'filesystem:erofs', 'filesystem:overlay', 'tool:mkfs.erofs'],
	deadlineMs: 60_000,
	async run(t) {
		const all = loadContestants(t);
		const [publisher, somebody] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
		for (const contestant of all) {
			const genuine = makeMaterial(t, contestant);
			const forged = packSample(t, contestant, sampleTree('forged'), genuine.stores);
			const anchored = await isAnchored(t, contestant, genuine);
			const hashOf = (material: Material) => withTree(t, contestant, material, hashEverything);
			const own = state(genuine, anchored ? '' : await hashOf(genuine));
			const others = state(forged, anchored ? '' : await hashOf(forged));
			const signed = {material: genuine, statement: own, signature: sign(null, own, publisher.privateKey)};
			const tell = (row: string, {value, note}: Finding) =>
				say(t, {row, contestant: contestant.name, value, ...(note !== undefined && {note})});
			const got = (parcel: Parcel) => receive(t, contestant, parcel, publisher.publicKey, anchored);

			const findings: Readonly<Record<string, Finding>> = {
				'signed-image': await got({...signed, material: forged}),
				'signed-statement': await got({material: forged, statement: others, signature: signed.signature}),
				'signed-by-another': await got({...signed, signature: sign(null, own, somebody.privateKey)}),
			};
			dropAllCaches();
			const before = sectorsRead('scratch');
			let after = before;
			const good = await receive(t, contestant, signed, publisher.publicKey, anchored, () => {
				after = sectorsRead('scratch');
			});
			t.is(good.value, 'believed', `${contestant.name} shows what was signed: ${good.note}`);
			changeContent(t, contestant, genuine, victim, 'forged');
			for (const [row, finding] of Object.entries({...findings, 'signed-object': await got(signed)})) {
				tell(row, finding);
				if (contestant.name === 'composefs')
					t.true(
						['by signature', 'at set-up', 'at open'].includes(finding.value),
						`${row}: ${finding.value}`,
					);
			}
			say(t, {row: 'signed-bytes', contestant: contestant.name, value: (after - before) / 2});
		}
	},
});
