// npm run snapshot: measures, and replaces contracts/snapshots/gas.json.
import { measureGas } from './measureGas.ts'
import { snapshotOf, writeSnapshot } from './snapshot.ts'

writeSnapshot(snapshotOf(await measureGas()))
