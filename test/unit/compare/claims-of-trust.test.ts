import test from 'ava';
import {claims} from '../../../src/compare/claims.ts';
import {grantsClaim, signedClaim} from '../../../src/compare/claims-of-trust.ts';

test('what a mount grants is among the claims, and composefs must have nothing to gain by', (t) => {
	t.true(claims.includes(grantsClaim) && claims.includes(signedClaim));
	t.true(grantsClaim.rows.every(({better}) => better === 'yes'));
});
