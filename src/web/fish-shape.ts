/** The product's mark, a flying fish, on a grid of 32. */
export const fishBody =
  "M3 11c2 1.2 3.6 2.8 4.8 4.6C10.5 12.6 14.6 11 19 11c5 0 8.8 2.4 11 6-2.6 3.6-6.6 5.8-11.4 5.8-4.3 0-8-1.5-10.8-4.4C6.6 20.4 5 22 3 23.2c.6-2.2.9-4.2.9-6.1S3.6 13.2 3 11Z";
export const fishFin = "M13 11.5C12.2 8 9.8 5 6.5 3.6 13 3 18.5 6 20.5 11Z";
