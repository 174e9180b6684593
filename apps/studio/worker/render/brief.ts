import { paletteFor, turnableLights, type Light, type Palette } from './palette.ts'
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
  planet: ['night', 'dusk'],
  garden: ['dawn', 'green', 'day', 'mist', 'sunset'],
  ribbons: ['sunset', 'dusk', 'dawn', 'night', 'tropic'],
  paper: ['sunset', 'dawn', 'dusk', 'tropic', 'green'],
  orbs: ['dawn', 'sunset', 'desert', 'tropic', 'dusk'],
} as const satisfies Record<Scene, readonly Light[]>

// Stars and planets want the night.
const scenesOfAnyLight = scenes.filter(scene => scene !== 'stars' && scene !== 'planet')

const named = <K extends keyof Meaning>(meanings: readonly Meaning[], key: K) =>
  meanings.map(meaning => meaning[key]).filter(value => value !== undefined)

/**
 * Reads a prompt. Known words choose scene, light and things; the rest hashes to a hue of its own, so
 * that a prompt keeps its colours while each seed composes anew. Of several lights the last word wins:
 * in "sunny beach at night" it is night.
 */
export function readBrief(prompt: string, seed: number): Brief {
  const random = createRandom(`${seed} ${prompt}`)
  const meanings = meaningsOf(prompt)
  const namedScenes = named(meanings, 'scene')
  const namedLights = named(meanings, 'light')
  const scene = random.pick(namedScenes.length > 0 ? namedScenes : scenesOfAnyLight)
  const own = createRandom(`${hash(wordsOf(prompt).join(' '))}`)
  const unknown = meanings.length === 0

  const [hue] = named(meanings, 'hue')
  const chance = unknown ? own : random
  const light = namedLights.at(-1) ?? usualLight(scene, chance, unknown || hue !== undefined)
  const turned = unknown ? own.between(0, 360) : 0
  const upright = paletteFor(light, turned, random)
  const palette = hue === undefined ? upright : paletteFor(light, hue - upright.sky[2].h, random)

  return { scene, light, palette, elements: new Set(named(meanings, 'element')), random }
}

function usualLight(scene: Scene, random: Random, turnable: boolean): Light {
  if (scene === 'stars' || scene === 'planet') return 'night'
  return random.pick(turnable ? turnableLights : usualLights[scene])
}
