import {coin} from './_coin.ts';

export default coin('coin one fails every other time', 128);
