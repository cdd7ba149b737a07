import { bothThemes, openGallery, problemsOn } from '../../web/test/screens.ts'
import type { Figure } from '../Figure.ts'

const looks = [...bothThemes('320 px', 320, 640), ...bothThemes('desktop', 1280, 800)]

/** `web.axe`: what axe-core finds on all screens of the gallery, screens that are too wide included. */
export async function measureAxe(): Promise<Figure> {
  const gallery = await openGallery()
  let found = 0
  try {
    for (const look of looks)
      await gallery.tour(look, gallery.screens, async (page, screen) => {
        const problems = await problemsOn(page)
        found += problems.length
        for (const problem of problems) console.error(`${screen} (${look.name}): ${problem}`)
      })
  } finally {
    await gallery.close()
  }
  return { name: 'web.axe', value: found, unit: 'violations', limit: 0 }
}
