import {coin} from './_coin.ts';

export default coin('coin six fails now and then');
