// A process of its own that opens the folder it is given and prints the user name behind an address.
import { openStore } from '../../../lib/local/store/store.ts';

const [, , folder = '', name = ''] = process.argv;
process.stdout.write('opening\n');
const store = openStore({ folder });
process.stdout.write(`${store.users.find('eu-central-1_EXAMPLE01', name)?.userName}\n`);
store.close();
