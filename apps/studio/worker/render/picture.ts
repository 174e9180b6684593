import sharp from 'sharp'
import { readBrief, type Brief } from './brief.ts'
import { createDrawing, height, width, type Drawing } from './drawing.ts'
import { createRandom } from './random.ts'
import { paintBalloons } from './scenes/balloons.ts'
import { paintCity } from './scenes/city.ts'
import { paintDunes } from './scenes/dunes.ts'
import { paintForest } from './scenes/forest.ts'
import { paintGarden } from './scenes/garden.ts'
import { paintLake } from './scenes/lake.ts'
import { paintMountains } from './scenes/mountains.ts'
import { paintOrbs } from './scenes/orbs.ts'
import { paintPaper } from './scenes/paper.ts'
import { paintPlanet } from './scenes/planet.ts'
import { paintRibbons } from './scenes/ribbons.ts'
import { paintSea } from './scenes/sea.ts'
import { paintStarryNight } from './scenes/stars.ts'
import { paintEmbers, paintRain, paintSnowfall } from './sky.ts'
import type { Scene } from './vocabulary.ts'

/** A finished picture and its small version, both WebP. */
export interface Picture {
  readonly image: Buffer
  readonly thumbnail: Buffer
  readonly width: number
  readonly height: number
}

const painters: Record<Scene, (drawing: Drawing, brief: Brief) => void> = {
  mountains: paintMountains,
  lake: paintLake,
  sea: paintSea,
  dunes: paintDunes,
  city: paintCity,
  forest: paintForest,
  stars: paintStarryNight,
  planet: paintPlanet,
  garden: paintGarden,
  ribbons: paintRibbons,
  paper: paintPaper,
  orbs: paintOrbs,
}

/**
 * Composes the picture of a prompt as SVG. The same prompt and seed give the same text; none of the
 * prompt's own characters are in it.
 */
export function composePicture(prompt: string, seed: number): string {
  const brief = readBrief(prompt, seed)
  const drawing = createDrawing()
  painters[brief.scene](drawing, brief)
  if (brief.elements.has('balloons')) paintBalloons(drawing, brief)
  if (brief.elements.has('snow')) paintSnowfall(drawing, brief)
  if (brief.elements.has('rain')) paintRain(drawing, brief)
  if (brief.elements.has('embers')) paintEmbers(drawing, brief)
  paintVignette(drawing)
  return drawing.toSvg()
}

function paintVignette(drawing: Drawing): void {
  const black = { l: 0.08, c: 0.02, h: 280 }
  const shade = drawing.radial([
    [0.6, black, 0],
    [0.85, black, 0.07],
    [1, black, 0.2],
  ])
  drawing.add(
    `<rect x="${-width * 0.12}" y="${-height * 0.12}" width="${width * 1.24}" height="${height * 1.24}" fill="${shade}"/>`,
  )
}

const grainSize = 256

/** A tile of fine grey noise: it hides the bands of smooth gradients and takes away their plastic look. */
function makeGrain(): Buffer {
  const random = createRandom('grain')
  const pixels = Buffer.alloc(grainSize * grainSize * 4)
  for (let i = 0; i < pixels.length; i += 4) {
    const value = 128 + Math.round((random.next() + random.next() + random.next() - 1.5) * 20)
    pixels.fill(value, i, i + 3)
    pixels[i + 3] = 255
  }
  return pixels
}

const grain = makeGrain()

/** Renders the picture of a prompt. Deterministic in (prompt, seed); never writes text into the picture. */
export async function renderPicture(prompt: string, seed: number): Promise<Picture> {
  const { data, info } = await sharp(Buffer.from(composePicture(prompt, seed)))
    .removeAlpha()
    .composite([
      {
        input: grain,
        raw: { width: grainSize, height: grainSize, channels: 4 },
        tile: true,
        blend: 'soft-light',
      },
    ])
    .raw()
    .toBuffer({ resolveWithObject: true })
  const raw = { raw: { width: info.width, height: info.height, channels: info.channels } }
  const [image, thumbnail] = await Promise.all([
    sharp(data, raw).webp({ quality: 82 }).toBuffer(),
    sharp(data, raw).resize({ width: 480 }).webp({ quality: 80 }).toBuffer(),
  ])
  return { image, thumbnail, width, height }
}
