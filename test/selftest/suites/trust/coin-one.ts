import {coin} from './_coin.ts';

export default coin('coin one fails now and then');
