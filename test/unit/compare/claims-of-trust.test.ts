import test from 'ava';
import {claims} from '../../../src/compare/claims.ts';
import {grantsClaim, programsClaim, signedClaim} from '../../../src/compare/claims-of-trust.ts';

test('what a mount grants is among the claims, and composefs must have nothing to gain by', (t) => {
	for (const claim of [grantsClaim, programsClaim, signedClaim]) t.true(claims.includes(claim));
	t.true([...grantsClaim.rows, ...programsClaim.rows].every(({better}) => better === 'yes'));
});
