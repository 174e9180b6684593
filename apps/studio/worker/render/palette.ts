import { lch, lighten, saturate, turn, type Color } from './color.ts'
import type { Random } from './random.ts'

/** The colours of one picture. */
export interface Palette {
  /** From the zenith down to the horizon. */
  readonly sky: readonly [Color, Color, Color, Color]
  /** The sun or the moon. */
  readonly sun: Color
  /** What distance fades into. */
  readonly haze: Color
  /** Land far away, and at the viewer's feet. */
  readonly far: Color
  readonly near: Color
  /** A few small things: windows, petals, sails. */
  readonly accent: Color
}

/** The kinds of light a picture can be in. */
export type Light =
  | 'day'
  | 'dawn'
  | 'sunset'
  | 'dusk'
  | 'night'
  | 'mist'
  | 'storm'
  | 'fire'
  | 'winter'
  | 'green'
  | 'tropic'
  | 'desert'

const lights: Readonly<Record<Light, Palette>> = {
  day: {
    sky: [lch(0.6, 0.12, 248), lch(0.74, 0.095, 238), lch(0.87, 0.055, 222), lch(0.96, 0.03, 95)],
    sun: lch(0.99, 0.035, 98),
    haze: lch(0.92, 0.035, 215),
    far: lch(0.74, 0.065, 235),
    near: lch(0.33, 0.075, 205),
    accent: lch(0.76, 0.15, 60),
  },
  dawn: {
    sky: [lch(0.58, 0.085, 278), lch(0.74, 0.09, 325), lch(0.86, 0.085, 30), lch(0.95, 0.065, 80)],
    sun: lch(0.985, 0.05, 88),
    haze: lch(0.89, 0.06, 30),
    far: lch(0.72, 0.08, 322),
    near: lch(0.29, 0.075, 285),
    accent: lch(0.77, 0.14, 22),
  },
  sunset: {
    sky: [lch(0.37, 0.11, 288), lch(0.57, 0.16, 350), lch(0.75, 0.165, 45), lch(0.91, 0.125, 82)],
    sun: lch(0.975, 0.085, 92),
    haze: lch(0.8, 0.125, 52),
    far: lch(0.6, 0.14, 8),
    near: lch(0.2, 0.06, 300),
    accent: lch(0.78, 0.17, 62),
  },
  dusk: {
    sky: [lch(0.22, 0.075, 275), lch(0.38, 0.1, 298), lch(0.59, 0.13, 345), lch(0.81, 0.1, 38)],
    sun: lch(0.95, 0.06, 75),
    haze: lch(0.6, 0.1, 335),
    far: lch(0.45, 0.1, 302),
    near: lch(0.14, 0.04, 280),
    accent: lch(0.83, 0.13, 68),
  },
  night: {
    sky: [
      lch(0.14, 0.045, 268),
      lch(0.21, 0.065, 264),
      lch(0.31, 0.075, 250),
      lch(0.46, 0.08, 222),
    ],
    sun: lch(0.96, 0.025, 95),
    haze: lch(0.36, 0.07, 238),
    far: lch(0.3, 0.06, 250),
    near: lch(0.1, 0.028, 262),
    accent: lch(0.86, 0.125, 80),
  },
  mist: {
    sky: [lch(0.7, 0.035, 235), lch(0.79, 0.03, 222), lch(0.87, 0.025, 200), lch(0.94, 0.02, 95)],
    sun: lch(0.985, 0.015, 95),
    haze: lch(0.9, 0.02, 205),
    far: lch(0.76, 0.035, 215),
    near: lch(0.29, 0.045, 220),
    accent: lch(0.7, 0.12, 42),
  },
  storm: {
    sky: [lch(0.3, 0.03, 255), lch(0.43, 0.035, 245), lch(0.58, 0.035, 225), lch(0.8, 0.05, 105)],
    sun: lch(0.93, 0.045, 100),
    haze: lch(0.6, 0.03, 225),
    far: lch(0.48, 0.04, 235),
    near: lch(0.17, 0.025, 240),
    accent: lch(0.82, 0.12, 85),
  },
  fire: {
    sky: [lch(0.15, 0.05, 20), lch(0.32, 0.12, 26), lch(0.57, 0.19, 40), lch(0.85, 0.15, 78)],
    sun: lch(0.96, 0.09, 92),
    haze: lch(0.55, 0.16, 42),
    far: lch(0.4, 0.13, 28),
    near: lch(0.11, 0.035, 20),
    accent: lch(0.8, 0.17, 62),
  },
  winter: {
    sky: [lch(0.64, 0.07, 248), lch(0.78, 0.055, 240), lch(0.89, 0.03, 235), lch(0.965, 0.025, 60)],
    sun: lch(0.99, 0.02, 90),
    haze: lch(0.93, 0.022, 240),
    far: lch(0.79, 0.045, 248),
    near: lch(0.33, 0.06, 252),
    accent: lch(0.7, 0.15, 30),
  },
  green: {
    sky: [
      lch(0.68, 0.075, 200),
      lch(0.79, 0.085, 178),
      lch(0.89, 0.085, 135),
      lch(0.965, 0.06, 108),
    ],
    sun: lch(0.99, 0.05, 105),
    haze: lch(0.88, 0.075, 145),
    far: lch(0.7, 0.09, 165),
    near: lch(0.22, 0.06, 170),
    accent: lch(0.78, 0.16, 50),
  },
  tropic: {
    sky: [lch(0.58, 0.125, 238), lch(0.75, 0.11, 212), lch(0.89, 0.075, 185), lch(0.965, 0.05, 92)],
    sun: lch(0.99, 0.05, 95),
    haze: lch(0.91, 0.05, 190),
    far: lch(0.68, 0.09, 212),
    near: lch(0.3, 0.08, 195),
    accent: lch(0.74, 0.17, 28),
  },
  desert: {
    sky: [lch(0.62, 0.085, 232), lch(0.77, 0.06, 215), lch(0.89, 0.06, 80), lch(0.955, 0.07, 78)],
    sun: lch(0.99, 0.05, 92),
    haze: lch(0.9, 0.065, 72),
    far: lch(0.78, 0.095, 55),
    near: lch(0.42, 0.115, 40),
    accent: lch(0.6, 0.16, 30),
  },
}

const each = (palette: Palette, change: (color: Color) => Color): Palette => ({
  sky: [
    change(palette.sky[0]),
    change(palette.sky[1]),
    change(palette.sky[2]),
    change(palette.sky[3]),
  ],
  sun: change(palette.sun),
  haze: change(palette.haze),
  far: change(palette.far),
  near: change(palette.near),
  accent: change(palette.accent),
})

/** The colours of a light, turned by `hue` degrees and then moved a little by chance. */
export function paletteFor(light: Light, hue: number, random: Random): Palette {
  const degrees = hue + random.between(-9, 9)
  const chroma = random.between(0.88, 1.14)
  const lift = random.between(-0.015, 0.02)
  return each(lights[light], color => lighten(saturate(turn(color, degrees), chroma), lift))
}
