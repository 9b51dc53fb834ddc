import {coin} from './_coin.ts';

export default coin('coin five fails now and then');
