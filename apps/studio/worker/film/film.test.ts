import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { cutOf } from './cut.ts'
import { film, renderSegment } from './segment.ts'
import { animate, firstFrame, joinFilms } from './webp.ts'

const plain = (background: string, width = 400, height = 300) =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer()

const short = { hold: 2, fade: 2, delayMs: 100 }
const segment = async (from: string, to: string | undefined, maxBytes = 1_000_000) =>
  renderSegment({
    picture: await plain(from),
    next: to === undefined ? undefined : await plain(to),
    index: 0,
    cut: short,
    maxBytes,
  })

/** The colour in the middle of a frame. */
const colour = async (file: Buffer, page: number) => {
  const { width, height } = film
  const middle = { left: width / 2, top: height / 2, width: 1, height: 1 }
  return [...(await sharp(file, { page }).extract(middle).removeAlpha().raw().toBuffer())]
}

describe('a film', () => {
  it('is not made of a drawing that says how it is to be drawn', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    const order = { picture: svg, next: undefined, index: 0, cut: short, maxBytes: 1_000_000 }
    await expect(renderSegment(order)).rejects.toThrow('is svg, which the Studio does not take')
  })

  it('of two pictures fades from one into the other and back', async () => {
    const whole = joinFilms([
      await segment('#ff0000', '#0000ff'),
      await segment('#0000ff', '#ff0000'),
    ])
    expect(await sharp(whole, { animated: true }).metadata()).toMatchObject({
      format: 'webp',
      pages: 8,
      width: film.width,
      pageHeight: film.height,
      loop: 0,
      delay: Array(8).fill(100),
    })
    const reds = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(page => colour(whole, page)))
    const red = reds.map(([value = 0]) => Math.round(value / 85))
    expect(red).toEqual([3, 3, 2, 1, 0, 0, 1, 2])
  })

  it('of one picture has no fade', async () => {
    expect(cutOf(1).fade).toBe(0)
    const { pages } = await sharp(await segment('#00ff00', undefined), {
      animated: true,
    }).metadata()
    expect(pages).toBe(4)
  })

  it('gives each of many pictures fewer frames, and shows it long enough', () => {
    for (const pictures of [2, 4, 9, 24]) {
      const { hold, fade, delayMs } = cutOf(pictures)
      expect((hold + fade) * pictures).toBeLessThanOrEqual(120)
      expect((hold + fade) * delayMs).toBeGreaterThanOrEqual(900)
    }
  })

  it('has its first frame as a thumbnail', async () => {
    const still = firstFrame(await segment('#ff0000', '#0000ff'))
    expect(await sharp(still).metadata()).toMatchObject({ format: 'webp', width: film.width })
    expect((await colour(still, 0))[0]).toBeGreaterThan(240)
  })

  it('is made coarser until it is small enough', async () => {
    const noise = await sharp({
      create: {
        width: 500,
        height: 375,
        channels: 3,
        background: '#808080',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .png()
      .toBuffer()
    const order = { picture: noise, next: undefined, index: 0, cut: short }
    const fine = await renderSegment({ ...order, maxBytes: 10_000_000 })
    const coarse = await renderSegment({ ...order, maxBytes: 80_000 })
    expect(coarse.length).toBeLessThan(fine.length)
  })

  it('refuses what is no picture, and what is no film', async () => {
    const order = { next: undefined, index: 0, cut: short, maxBytes: 1000 }
    await expect(renderSegment({ ...order, picture: Buffer.from('hello') })).rejects.toThrow()
    expect(() => joinFilms([Buffer.from('RIFF....WEBP')])).toThrow(/no VP8X/)
    expect(() => animate([Buffer.alloc(20)], { width: 4, height: 3, delayMs: 1 })).toThrow(/no VP8/)
  })
})
