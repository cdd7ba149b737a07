// The dev bar: moves time, freezes chains and opens the dev wallet. The local stack puts it into the app's pages; the app
// knows nothing of it.
import { ask, type DevState } from './protocol.ts'
import { announceDevWallet } from './provider.ts'

const wallet = announceDevWallet()
let state: DevState | undefined
const hour = 3600
const skips = [
  ['1 hour', hour],
  ['72 hours', 72 * hour],
  ['7 days', 168 * hour],
] as const

const style = `
  :host { position: fixed; left: 0; bottom: 0; z-index: 2147483000; max-width: 100vw; font: 12px/1.4 system-ui }
  aside { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; padding: 4px 8px; color: #fff;
    background: #333; border-top-right-radius: 8px }
  /* On phones the page's own buttons are at the bottom. */
  @media (max-width: 639px) {
    :host { top: 0; bottom: auto; left: 50%; width: max-content; translate: -50% }
    aside { justify-content: center; border-radius: 0 0 8px 8px }
  }
  :host([data-shown=closed]) aside > :not(.toggle) { display: none }
  :host([data-shown=hidden]) { display: none }
  button { font: inherit; color: #fff; background: #555; border: 0; border-radius: 4px; padding: 3px 8px; cursor: pointer }
  button:focus-visible, a:focus-visible { outline: 2px solid #fff }
  a { color: inherit; padding: 3px 4px }
  output { font-variant-numeric: tabular-nums }
`

const host = document.createElement('dev-bar')
const root = host.attachShadow({ mode: 'open' })
const sheet = new CSSStyleSheet()
sheet.replaceSync(style)
root.adoptedStyleSheets = [sheet]
const bar = document.createElement('aside')
bar.setAttribute('aria-label', 'Dev bar')
root.append(bar)

const clock = document.createElement('output')
clock.setAttribute('aria-label', 'Chain time')
const frozen = document.createElement('span')
const links = document.createElement('span')
const server = button('Stop server', toggleServer)
const toggle = button('Dev', () => {
  show(host.dataset['shown'] === 'closed' ? 'open' : 'closed')
  localStorage.setItem('dev-bar', host.dataset['shown'] ?? '')
})
toggle.className = 'toggle'

bar.append(
  toggle,
  clock,
  ...skips.map(([name, seconds]) => button(`Skip ${name}`, () => act('skip', { seconds }))),
  frozen,
  server,
  button('Rotate Google’s key', () => act('rotate', {})),
  button('Open dev wallet', () => wallet.open()),
  links,
)
show(localStorage.getItem('dev-bar') ?? (innerWidth < 640 ? 'closed' : 'open'))
if (document.body) document.body.append(host)
else document.addEventListener('DOMContentLoaded', () => document.body.append(host))
void refresh()
setInterval(refresh, 2_000)

function show(how: string): void {
  host.dataset['shown'] = how
}

function button(name: string, onClick: () => unknown): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  made.textContent = name
  made.addEventListener('click', () => void onClick())
  return made
}

function link([name, address]: [string, string]): HTMLAnchorElement {
  const made = document.createElement('a')
  Object.assign(made, { textContent: name, href: address, target: '_blank', rel: 'noopener' })
  return made
}

async function act(what: string, body: object): Promise<void> {
  await ask(what, body)
  await refresh()
}

async function toggleServer(): Promise<void> {
  await act('server', { isRunning: !(state?.isServerRunning ?? true) })
}

async function refresh(): Promise<void> {
  state = await ask<DevState>('state').catch(() => undefined)
  if (!state) {
    clock.textContent = 'the stack is stopped'
    return
  }
  clock.textContent = new Date(state.time * 1000).toISOString().replace('T', ' ').slice(0, 19)
  server.textContent = state.isServerRunning ? 'Stop server' : 'Start server'
  if (links.childElementCount === 0) links.append(...Object.entries(state.links).map(link))
  const shown = [...frozen.children].map(({ textContent }) => textContent).join()
  const wanted = state.chains.map(({ name, isFrozen }) => `${isFrozen ? 'Unfreeze' : 'Freeze'} ${name}`)
  // Unchanged buttons stay, so that the keyboard's focus does.
  if (shown === wanted.join()) return
  frozen.replaceChildren(
    ...state.chains.map(({ chainId, isFrozen }, index) =>
      button(wanted[index] ?? '', () => act('freeze', { chainId, isFrozen: !isFrozen })),
    ),
  )
}
