package main

import (
	"image"
	"image/color"
	"math"
)

// samples a side are taken of each pixel.
const samples = 8

var (
	ink   = color.NRGBA{0x16, 0x20, 0x2c, 0xff}
	paper = color.NRGBA{0xff, 0xff, 0xff, 0xff}
)

// draw returns the icon, size pixels a side.
func draw(size int) *image.NRGBA {
	icon := image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			icon.SetNRGBA(x, y, pixel(x, y, size))
		}
	}
	return icon
}

func pixel(x, y, size int) color.NRGBA {
	square, letter := 0, 0
	for i := range samples * samples {
		u := (float64(x) + (float64(i%samples)+.5)/samples) / float64(size)
		v := (float64(y) + (float64(i/samples)+.5)/samples) / float64(size)
		if !inSquare(u, v) {
			continue
		}
		square++
		if inLetter(u, v) {
			letter++
		}
	}
	if square == 0 {
		return color.NRGBA{}
	}
	mixed := mix(ink, paper, float64(letter)/float64(square))
	mixed.A = uint8(math.Round(255 * float64(square) / (samples * samples)))
	return mixed
}

func mix(a, b color.NRGBA, share float64) color.NRGBA {
	channel := func(from, to uint8) uint8 {
		return uint8(math.Round(float64(from) + share*(float64(to)-float64(from))))
	}
	return color.NRGBA{channel(a.R, b.R), channel(a.G, b.G), channel(a.B, b.B), 0xff}
}

// The shapes below are in units of the icon's side, from the top left.

func inSquare(u, v float64) bool {
	const radius = .22
	du := math.Max(math.Abs(u-.5)-(.5-radius), 0)
	dv := math.Max(math.Abs(v-.5)-(.5-radius), 0)
	return math.Hypot(du, dv) <= radius
}

// inLetter is a g with two storeys: a bowl, an ear, a loop, and the neck between.
func inLetter(u, v float64) bool {
	bowl := inEllipse(u, v, .475, .365, .20, .185) && !inEllipse(u, v, .475, .365, .085, .13)
	loop := inEllipse(u, v, .50, .735, .255, .145) && !inEllipse(u, v, .50, .745, .155, .07)
	ear := inEllipse(u, v, .70, .235, .075, .06) || u > .56 && u < .70 && v > .21 && v < .275
	neck := inEllipse(u, v, .40, .595, .135, .075) && !inEllipse(u, v, .475, .545, .09, .035)
	return bowl || loop || ear || neck
}

func inEllipse(u, v, centreU, centreV, radiusU, radiusV float64) bool {
	du, dv := (u-centreU)/radiusU, (v-centreV)/radiusV
	return du*du+dv*dv <= 1
}
