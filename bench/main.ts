// npm run bench -- <gas|sdk|server|web> [--json]: measures one area and prints a table, or with --json one object.
// Ends with 1 if a figure exceeds its limit.
import type { Figure } from './Figure.ts'
import { measureGas } from './gas/measureGas.ts'
import { measureServer } from './server/measureServer.ts'
import { measureWeb } from './web/measureWeb.ts'

// An area whose parts do not exist yet has no figures.
const areas: Readonly<Record<string, () => Promise<Figure[]>>> = {
  gas: measureGas,
  sdk: async () => [],
  server: measureServer,
  web: measureWeb,
}

function table(figures: readonly Figure[]): string {
  const number = new Intl.NumberFormat('en')
  const rows = figures.map(({ name, value, unit, limit }) => [
    name,
    `${number.format(value)} ${unit}`,
    limit === undefined ? '' : `≤ ${number.format(limit)}`,
    limit !== undefined && value > limit ? 'over the limit' : '',
  ])
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map(([name = '', value = '', limit = '', over = '']) =>
      `${name.padEnd(widths[0] ?? 0)}  ${value.padStart(widths[1] ?? 0)}  ${limit.padStart(widths[2] ?? 0)}  ${over}`.trimEnd(),
    )
    .join('\n')
}

async function main(parameters: readonly string[]): Promise<number> {
  const [area = '', ...options] = parameters
  const measure = areas[area]
  if (!measure || options.some((option) => option !== '--json')) {
    console.error(`Usage: npm run bench -- <${Object.keys(areas).join('|')}> [--json]`)
    return 2
  }
  const figures = await measure()
  console.log(options.includes('--json') ? JSON.stringify({ figures }) : table(figures))
  return figures.some(({ value, limit }) => limit !== undefined && value > limit) ? 1 : 0
}

process.exitCode = await main(process.argv.slice(2))
