/** The regions of a page: which record each of them shows, which the agent used last, and which a part of the page is in. */
import { maxRegions } from "../messages";
import { within } from "./flat";
import type { Reading } from "./read";
import type { Region } from "./region";

/** The region of a row that was right-clicked. */
export const ROW = maxRegions;

export class Regions {
  /** The one that the agent used last, where there are several. */
  used: Region | null = null;
  #made = new Map<number, Region>();
  #make: (at: number) => Region;

  constructor(make: (at: number) => Region) {
    this.#make = make;
  }

  /** All that were made, the row's too. */
  get all(): Region[] {
    return [...this.#made.values()];
  }

  /** Those of the page's own records that there is something to say of. */
  get telling(): Region[] {
    return this.all.filter((region) => region.telling && region !== this.#made.get(ROW));
  }

  /** The row's, if it was made. */
  get row(): Region | undefined {
    return this.#made.get(ROW);
  }

  at(at: number): Region {
    const region = this.#made.get(at) ?? this.#make(at);
    this.#made.set(at, region);
    return region;
  }

  /**
   * Gives each reading its region: that of its element, else one that is free, so
   * that what it knows of the former record counts. The others leave.
   */
  assign(readings: readonly Reading[]): void {
    const taken = new Map<Region, Reading>();
    const left = readings.filter((reading) => {
      const region = this.all.find((region) => region.element === reading.element && region !== this.row && !taken.has(region));
      if (region) taken.set(region, reading);
      return !region;
    });
    for (const reading of left) taken.set(this.#free(taken), reading);
    for (const region of taken.keys()) region.among(taken.size > 1);
    for (const [region, reading] of taken) region.take(reading);
    for (const region of this.all) if (region !== this.row && !taken.has(region)) region.leave();
  }

  /** The innermost region that a part of the page is in. */
  of(target: Element): Region | null {
    const owner = this.all.find(({ buttons }) => buttons.has(target));
    if (owner) return owner;
    const around = this.all.filter(({ element, telling }) => telling && element && within(target, element));
    return around.reduce<Region | null>((inner, region) => (inner?.element && region.element && within(inner.element, region.element) ? inner : region), null);
  }

  #free(taken: ReadonlyMap<Region, Reading>): Region {
    let at = 0;
    while (taken.has(this.at(at))) at++;
    return this.at(at);
  }
}
