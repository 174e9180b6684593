import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { readBrief } from './brief.ts'
import { css, lch } from './color.ts'
import { composePicture, renderPicture } from './picture.ts'
import { scenes, wordsOf } from './vocabulary.ts'

const hostile = [
  '</svg><script>alert(1)</script>',
  '"><image href="file:///etc/passwd"/>',
  '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
  '&lt;&#x41;&amp;',
  'url(#d0) "\' ` ${process.env} \\u0000',
  '\u202E\uD800 lone surrogate',
  '🦊🌲 日本の山 زهرة',
  '__proto__ constructor toString',
  'x'.repeat(2000),
  '',
]

describe('a picture', () => {
  it('is the same to the byte for the same prompt and seed', async () => {
    const [first, second] = [
      await renderPicture('a quiet lake', 7),
      await renderPicture('a quiet lake', 7),
    ]
    expect(first.image.equals(second.image)).toBe(true)
    expect(first.thumbnail.equals(second.thumbnail)).toBe(true)
  })

  it('is a WebP of 1024 by 768, with a small one beside it', async () => {
    const picture = await renderPicture('dunes', 1)
    expect([picture.width, picture.height]).toEqual([1024, 768])
    const shape = { format: 'webp', width: 1024, height: 768 }
    expect(await sharp(picture.image).metadata()).toMatchObject(shape)
    expect(await sharp(picture.thumbnail).metadata()).toMatchObject({ width: 480, height: 360 })
    expect(picture.image.length).toBeLessThan(400_000)
  })

  it('differs from seed to seed and from prompt to prompt', () => {
    const seeds = Array.from({ length: 20 }, (_, seed) => composePicture('a quiet lake', seed))
    expect(new Set(seeds).size).toBe(20)
    expect(composePicture('a quiet lake', 1)).not.toBe(composePicture('a quiet lakes', 1))
  })

  it.each(scenes)('of %s can be drawn in every light that words can ask for', scene => {
    const word = { stars: 'star', paper: 'abstract', orbs: 'geometry', ribbons: 'silk' } as const
    const subject = { ...word, dunes: 'dune', mountains: 'mountain' } as Record<string, string>
    const lights = [
      'noon',
      'dawn',
      'sunset',
      'dusk',
      'night',
      'fog',
      'storm',
      'fire',
      'winter',
      'green',
      'lagoon',
      'desert',
    ]
    for (const [seed, light] of lights.entries()) {
      const svg = composePicture(
        `${light} ${subject[scene] ?? scene} with birds, clouds, snow and balloons`,
        seed,
      )
      expect(svg).not.toMatch(/NaN|Infinity|undefined|null/)
    }
  })

  it.each(hostile)('holds nothing of the text of hostile prompt %#', async prompt => {
    const svg = composePicture(prompt, 3)
    const marks = svg.replaceAll(/url\(#d\d+\)|"#(?:shore|skyline)"/g, '')
    expect(marks).not.toMatch(/script|href="(?!#)|ENTITY|passwd|process|url\(|&/)
    expect(marks).toMatch(/^<svg [^]*<\/svg>$/)
    expect((await renderPicture(prompt, 3)).image.length).toBeGreaterThan(10_000)
  })
})

describe('the reading of a prompt', () => {
  it.each([
    ['Mountains at sunset', 'mountains', 'sunset'],
    ['a sunny beach at night', 'sea', 'night'],
    ['DUNES', 'dunes', 'desert'],
    ['Forêts, enneigées? A snowy forest!', 'forest', 'winter'],
    ['skyline in the fog', 'city', 'mist'],
    ['a galaxy', 'stars', 'night'],
    ['red mountains', 'mountains', 'fire'],
    ['a pink desert', 'dunes', 'dawn'],
    ['a purple city', 'city', 'dusk'],
  ])('sees in %j the scene %s in the light %s', (prompt, scene, light) => {
    expect(readBrief(prompt, 1)).toMatchObject({ scene, light })
  })

  it('takes things along', () => {
    const { elements } = readBrief('balloons and birds over a snowy city', 1)
    expect([...elements].toSorted()).toEqual(['balloons', 'birds', 'snow'])
  })

  it('keeps the light of unknown words over all seeds, and shows them in many', () => {
    const light = (prompt: string, seed: number) => readBrief(prompt, seed).light
    const seeds = Array.from({ length: 9 }, (_, seed) => light('zorblax vimto', seed))
    expect(new Set(seeds).size).toBe(1)
    const words = ['ka', 'lo', 'mi', 'ne', 'pu', 'ra', 'so', 'tu', 'vy', 'wa']
    expect(new Set(words.map(word => light(word, 0))).size).toBeGreaterThan(3)
  })

  it('is not led astray by words that are properties of every object', () => {
    expect(wordsOf('__proto__ constructor')).toEqual(['proto', 'constructor'])
    expect(readBrief('constructor toString valueOf', 1).elements.size).toBe(0)
  })
})

describe('a colour', () => {
  it('is the one a screen shows for it', () => {
    expect([css(lch(1, 0, 0)), css(lch(0, 0, 0)), css(lch(0.628, 0.2577, 29.23))]).toEqual([
      '#ffffff',
      '#000000',
      '#ff0000',
    ])
  })

  it('gives up chroma, not hue, where a screen cannot follow', () => {
    expect(css(lch(0.7, 0.9, 150))).toMatch(/^#0[0-9][a-f][0-9a-f][4-6]/)
  })
})
