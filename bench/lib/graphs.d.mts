import type { PlayedTask } from './simulation.mjs';

type Shape = (seed: number, size?: number) => PlayedTask[];

export const SHAPES: { readonly [name in 'near' | 'anywhere' | 'uneven' | 'layers' | 'pairs']: Shape };

export function largeGraph(seed: number, size: number): PlayedTask[];
