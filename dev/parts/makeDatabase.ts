// A process of its own (see server.ts): makes the database of a data directory, as the server would at its first start.
import { openDatabase } from '../../server/src/db.ts'

const [dataDir = ''] = process.argv.slice(2)
const database = await openDatabase({ dataDir })
await database.close()
