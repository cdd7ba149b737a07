import type { ReactNode } from 'react'
import { useIsNarrow } from './useIsNarrow.ts'

/** One column: its heading and what stands in it. */
export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => ReactNode
  /** Figures stand below each other by their last digit. */
  readonly isNumeric?: boolean
  /** What each row is known by: read out as its heading, and the heading of its card on phones. */
  readonly isHeading?: boolean
  /** Only for screen readers, where what stands below says enough. */
  readonly hideTitle?: boolean
}

/** @see DataTable */
export interface DataTableProps<Row> {
  /** What the table is of. */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
}

/** Rows for comparing: a dense table that scrolls inside its box, on phones a card per row. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  return useIsNarrow() ? <Cards {...props} /> : <Table {...props} />
}

function Table<Row>({ label, columns, rows, keyOf }: DataTableProps<Row>) {
  return (
    <div
      // biome-ignore lint/a11y/noNoninteractiveTabindex: with a keyboard it could not be scrolled otherwise
      tabIndex={0}
      className="-outline-offset-2 relative overflow-x-auto rounded-md border border-line bg-surface"
    >
      <table className="w-full border-collapse text-left tabular-nums">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr className="border-line border-b text-muted">
            {columns.map(({ title, isNumeric, hideTitle }) => (
              <th
                key={title}
                scope="col"
                className={`${isNumeric ? 'text-right' : ''} whitespace-nowrap px-1.5 py-1 font-medium first:pl-2 last:pr-2`}
              >
                {hideTitle ? <span className="sr-only">{title}</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <tr key={keyOf(row)} className="hover:bg-canvas">
              {columns.map((column) => (
                <Cell key={column.title} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const look = `${column.isNumeric ? 'text-right' : ''} px-1.5 py-1 align-top first:pl-2 last:pr-2`
  return column.isHeading ? (
    <th scope="row" className={`${look} font-medium`}>
      {column.cell(row)}
    </th>
  ) : (
    <td className={look}>{column.cell(row)}</td>
  )
}

function Cards<Row>({ label, columns, rows, keyOf }: DataTableProps<Row>) {
  const heading = columns.find(({ isHeading }) => isHeading)
  const others = columns.filter((column) => column !== heading)
  return (
    <ul aria-label={label} className="flex flex-col gap-1">
      {rows.map((row) => (
        <li key={keyOf(row)} className="flex flex-col gap-1 rounded-md border border-line bg-surface p-2">
          {heading && <div className="font-medium">{heading.cell(row)}</div>}
          <dl className="flex flex-col gap-1">
            {others.map(({ title, cell, hideTitle }) => {
              const content = cell(row)
              if (content === null || content === undefined) return null
              return (
                <div key={title} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-2">
                  <dt className={hideTitle ? 'sr-only' : 'text-muted'}>{title}</dt>
                  <dd className={`min-w-0 tabular-nums ${hideTitle ? 'col-span-2' : ''}`}>{content}</dd>
                </div>
              )
            })}
          </dl>
        </li>
      ))}
    </ul>
  )
}
