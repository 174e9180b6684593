import { paletteFor, type Light, type Palette } from './palette.ts'
import { createRandom, hash, type Random } from './random.ts'
import {
  meaningsOf,
  scenes,
  wordsOf,
  type Element,
  type Meaning,
  type Scene,
} from './vocabulary.ts'

/** All that is decided about a picture before the first shape is drawn. */
export interface Brief {
  readonly scene: Scene
  readonly light: Light
  readonly palette: Palette
  readonly elements: ReadonlySet<Element>
  readonly random: Random
}

const usualLights = {
  mountains: ['dawn', 'sunset', 'day', 'dusk', 'mist', 'winter'],
  lake: ['dawn', 'sunset', 'day', 'dusk', 'mist', 'night'],
  sea: ['sunset', 'dawn', 'day', 'tropic', 'dusk', 'night'],
  dunes: ['desert', 'sunset', 'dusk', 'dawn'],
  city: ['dusk', 'night', 'sunset', 'dawn', 'mist'],
  forest: ['mist', 'green', 'dawn', 'sunset', 'winter'],
  stars: ['night'],
  planet: ['night'],
  garden: ['dawn', 'green', 'day', 'mist', 'sunset'],
  ribbons: ['sunset', 'dusk', 'dawn', 'night', 'tropic'],
  paper: ['sunset', 'dawn', 'dusk', 'tropic', 'green'],
  orbs: ['dawn', 'sunset', 'desert', 'tropic', 'dusk'],
} as const satisfies Record<Scene, readonly Light[]>

const gentleLights = ['dawn', 'sunset', 'dusk', 'tropic', 'desert', 'mist', 'green', 'day'] as const

// Stars and planets want the night.
const scenesOfAnyLight = scenes.filter(scene => scene !== 'stars' && scene !== 'planet')

const named = <K extends keyof Meaning>(meanings: readonly Meaning[], key: K) =>
  meanings.map(meaning => meaning[key]).filter(value => value !== undefined)

/**
 * Reads a prompt. Known words choose scene, light and things. Of several lights the last word wins (in
 * "sunny beach at night" it is night), and a light that is said over one that a scene implies (in "pink
 * desert" it is not the desert's own). A prompt of unknown words hashes to a light of its own, so that
 * it keeps its colours while each seed composes anew.
 */
export function readBrief(prompt: string, seed: number): Brief {
  const random = createRandom(`${seed} ${prompt}`)
  const meanings = meaningsOf(prompt)
  const namedScenes = named(meanings, 'scene')
  const scene = random.pick(namedScenes.length > 0 ? namedScenes : scenesOfAnyLight)
  const elements = new Set(named(meanings, 'element'))
  if (meanings.length === 0) {
    const own = createRandom(`${hash(wordsOf(prompt).join(' '))}`)
    const light = own.pick(gentleLights)
    return {
      scene,
      light,
      palette: paletteFor(light, own.between(-20, 20), random),
      elements,
      random,
    }
  }
  const said = meanings.filter(meaning => meaning.scene === undefined)
  const light =
    named(said, 'light').at(-1) ??
    named(meanings, 'light').at(-1) ??
    random.pick(usualLights[scene])
  return { scene, light, palette: paletteFor(light, 0, random), elements, random }
}
