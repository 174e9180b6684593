import type { Light } from './palette.ts'

export const scenes = [
  'mountains',
  'lake',
  'sea',
  'dunes',
  'city',
  'forest',
  'stars',
  'planet',
  'garden',
  'ribbons',
  'paper',
  'orbs',
] as const

/** What a picture shows. */
export type Scene = (typeof scenes)[number]

/** Small things that any scene can carry. */
export type Element =
  | 'birds'
  | 'clouds'
  | 'snow'
  | 'rain'
  | 'embers'
  | 'boat'
  | 'balloons'
  | 'aurora'

/** What a word brings to the picture. */
export interface Meaning {
  readonly scene?: Scene
  readonly light?: Light
  readonly element?: Element
}

const entries: readonly (readonly [words: string, meaning: Meaning])[] = [
  [
    'mountain peak alp alps summit ridge cliff canyon rock himalaya everest',
    { scene: 'mountains' },
  ],
  ['hill valley highland landscape meadow hike trail', { scene: 'mountains', light: 'green' }],
  ['lake pond reflection fjord river loch', { scene: 'lake' }],
  ['sea ocean wave coast shore beach surf bay harbor harbour', { scene: 'sea' }],
  ['island lagoon tropical palm paradise reef', { scene: 'sea', light: 'tropic' }],
  ['boat ship sail sailboat sailing yacht lighthouse', { scene: 'sea', element: 'boat' }],
  ['desert dune sand sahara oasis camel', { scene: 'dunes', light: 'desert' }],
  ['mars egypt pyramid', { scene: 'dunes', light: 'fire' }],
  ['city skyline town street building tower skyscraper urban metropolis', { scene: 'city' }],
  ['tokyo york london paris berlin shanghai downtown', { scene: 'city' }],
  ['neon cyberpunk', { scene: 'city', light: 'dusk' }],
  ['forest wood woods tree pine fir grove woodland deer fox bear', { scene: 'forest' }],
  ['jungle rainforest', { scene: 'forest', light: 'green' }],
  [
    'star starry galaxy cosmos milky constellation comet meteor',
    { scene: 'stars', light: 'night' },
  ],
  ['aurora borealis arctic northern', { scene: 'stars', light: 'night', element: 'aurora' }],
  ['space planet saturn jupiter orbit universe astronaut rocket nebula alien', { scene: 'planet' }],
  ['flower garden rose tulip blossom bloom petal leaf leaves plant orchid', { scene: 'garden' }],
  ['botanical spring botany fern lily poppy daisy sunflower bouquet', { scene: 'garden' }],
  ['flow silk ribbon music sound dream melody dance wind smoke', { scene: 'ribbons' }],
  ['abstract paper layer origami collage', { scene: 'paper' }],
  ['geometry circle bubble sphere bauhaus minimal balance', { scene: 'orbs' }],
  ['sunset evening golden sundown', { light: 'sunset' }],
  ['sunrise dawn morning pastel gentle soft', { light: 'dawn' }],
  ['dusk twilight', { light: 'dusk' }],
  ['night midnight moon moonlight moonlit dark owl', { light: 'night' }],
  ['day noon sunny bright summer clear', { light: 'day' }],
  ['mist fog foggy misty haze quiet calm silence silent zen', { light: 'mist' }],
  ['storm thunder lightning tempest', { light: 'storm', element: 'rain' }],
  ['rain rainy drizzle', { light: 'storm', element: 'rain' }],
  ['snow snowy blizzard christmas', { light: 'winter', element: 'snow' }],
  ['winter ice frozen frost cold glacier', { light: 'winter' }],
  ['volcano lava eruption', { scene: 'mountains', light: 'fire', element: 'embers' }],
  ['fire flame ember burning inferno', { light: 'fire', element: 'embers' }],
  ['dragon phoenix', { scene: 'mountains', light: 'fire', element: 'embers' }],
  ['autumn fall october', { light: 'sunset' }],
  ['green emerald moss', { light: 'green' }],
  ['bird birds seagull crow eagle swallow', { element: 'birds' }],
  ['cloud cloudy sky', { element: 'clouds' }],
  ['balloon festival', { element: 'balloons' }],
  ['red crimson scarlet', { light: 'fire' }],
  ['orange amber copper', { light: 'sunset' }],
  ['yellow gold lemon', { light: 'desert' }],
  ['teal turquoise cyan mint', { light: 'tropic' }],
  ['blue azure indigo sapphire', { light: 'winter' }],
  ['purple violet lavender lilac', { light: 'dusk' }],
  ['pink magenta coral', { light: 'dawn' }],
  ['black', { light: 'night' }],
  ['white grey gray silver', { light: 'mist' }],
]

const dictionary = new Map<string, Meaning>(
  entries.flatMap(([words, meaning]) => words.split(' ').map(word => [word, meaning] as const)),
)

/** The words of a text in order, lower case and without accents. Punctuation and markup vanish. */
export function wordsOf(text: string): string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word !== '')
}

/** What the known words of a text bring, in their order. Unknown words bring nothing. */
export function meaningsOf(text: string): Meaning[] {
  return wordsOf(text).flatMap(word => {
    const singulars = [word, word.replace(/s$/, ''), word.replace(/es$/, '')]
    const known = singulars.find(singular => dictionary.has(singular))
    const meaning = dictionary.get(known ?? '')
    return meaning === undefined ? [] : [meaning]
  })
}
