/**
 * What a triangle is made of. Skin of the head, of the lids, of the ears and of the neck are shaded alike but
 * painted apart.
 */
export const Material = {
  skin: 0,
  lid: 1,
  ear: 2,
  neck: 3,
  eye: 4,
  lash: 5,
  brow: 6,
  hair: 7,
  hat: 8,
  glasses: 9,
  occluder: 10,
} as const;
export type Material = (typeof Material)[keyof typeof Material];
