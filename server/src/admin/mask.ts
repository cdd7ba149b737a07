/** Enough of an address to recognise it by, too little to write to: `a•••@e•••.org`; of a URL its origin. */
export function masked(address: string): string {
  if (URL.canParse(address) && !address.includes('@')) return `${new URL(address).origin}/•••`
  const [local = '', domain = ''] = address.split('@')
  const labels = domain.split('.')
  return `${first(local)}@${[first(labels[0] ?? ''), ...labels.slice(-1)].join('.')}`
}

const first = (text: string): string => `${[...text][0] ?? ''}•••`
