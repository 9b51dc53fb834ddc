import {coin} from './_coin.ts';

export default coin('coin four fails now and then');
