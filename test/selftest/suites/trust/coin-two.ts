import {coin} from './_coin.ts';

export default coin('coin two fails now and then');
