import {coin} from './_coin.ts';

export default coin('coin three fails now and then');
