import { useLayoutEffect, useRef } from 'react'
import type { Secret } from '../setup/Secret.ts'

/** Words, big and numbered. They are written into the page past React, which keeps what it renders. */
export function SecretWords({ secret, label }: { readonly secret: Secret; readonly label: string }) {
  const list = useRef<HTMLOListElement>(null)
  useLayoutEffect(() => {
    const element = list.current
    if (!element) return
    secret.lend((text) =>
      element.replaceChildren(...text.split(' ').map((word, index) => itemFor(word, index))),
    )
    return () => element.replaceChildren()
  }, [secret])
  return <ol ref={list} aria-label={label} className="grid grid-cols-2 gap-1" translate="no" />
}

function itemFor(word: string, index: number): HTMLElement {
  const item = document.createElement('li')
  item.className = 'flex items-baseline gap-1 rounded-sm bg-sunken px-1.5 py-1'
  const number = document.createElement('span')
  number.className = 'text-muted'
  number.ariaHidden = 'true'
  number.textContent = String(index + 1)
  const text = document.createElement('span')
  text.className = 'font-bold'
  text.textContent = word
  item.append(number, text)
  return item
}
