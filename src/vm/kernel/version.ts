/**
 * Debian version numbers, ordered as dpkg orders them (deb-version(7)): an epoch, then alternating runs of
 * non-digits and digits. Letters sort before other characters and `~` before everything, the end included.
 */
export function compareVersions(left: string, right: string): number {
	const [leftEpoch, leftRest] = splitEpoch(left);
	const [rightEpoch, rightRest] = splitEpoch(right);
	if (leftEpoch !== rightEpoch) return leftEpoch - rightEpoch;

	const [leftUpstream, leftRevision] = splitRevision(leftRest);
	const [rightUpstream, rightRevision] = splitRevision(rightRest);
	return compareParts(leftUpstream, rightUpstream) || compareParts(leftRevision, rightRevision);
}

function splitEpoch(version: string): [number, string] {
	const colon = version.indexOf(':');
	return colon < 0 ? [0, version] : [Number(version.slice(0, colon)), version.slice(colon + 1)];
}

function splitRevision(version: string): [string, string] {
	const dash = version.lastIndexOf('-');
	return dash < 0 ? [version, ''] : [version.slice(0, dash), version.slice(dash + 1)];
}

function compareParts(left: string, right: string): number {
	const leftRuns = runs(left);
	const rightRuns = runs(right);
	for (let index = 0; index < Math.max(leftRuns.length, rightRuns.length); index++) {
		const [leftText = '', leftNumber = 0n] = leftRuns[index] ?? [];
		const [rightText = '', rightNumber = 0n] = rightRuns[index] ?? [];

		const byText = compareText(leftText, rightText);
		if (byText !== 0) return byText;
		if (leftNumber !== rightNumber) return leftNumber < rightNumber ? -1 : 1;
	}
	return 0;
}

/** `12.3~rc` as [['', 12], ['.', 3], ['~rc', 0]]: a number that is absent counts as 0. */
function runs(part: string): [string, bigint][] {
	return [...part.matchAll(/(\D*)(\d*)/g)]
		.filter(([all]) => all !== '')
		.map(([, text = '', digits = '']) => [text, BigInt(digits || '0')]);
}

function compareText(left: string, right: string): number {
	for (let index = 0; index < Math.max(left.length, right.length); index++) {
		const difference = weight(left[index]) - weight(right[index]);
		if (difference !== 0) return difference;
	}
	return 0;
}

function weight(character: string | undefined): number {
	if (character === undefined) return 0;
	if (character === '~') return -1;
	return /[A-Za-z]/.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 256;
}
