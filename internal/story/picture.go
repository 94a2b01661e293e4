package story

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
)

// frame is the space round and between windows in a picture, in pixels.
const frame = 12

var desktop = color.RGBA{0x3a, 0x42, 0x4e, 0xff}

// window is what a picture can be taken of.
type window interface {
	Screenshot(ctx context.Context) ([]byte, error)
}

// still is a window as it was.
type still []byte

func (s still) Screenshot(context.Context) ([]byte, error) { return s, nil }

// screenshots are what the windows show now, as PNG.
func screenshots(ctx context.Context, windows []window) ([][]byte, error) {
	var shots [][]byte
	for _, window := range windows {
		shot, err := window.Screenshot(ctx)
		if err != nil {
			return nil, err
		}
		shots = append(shots, shot)
	}
	return shots, nil
}

// drawPicture writes screenshots, side by side, to a PNG file.
func drawPicture(path string, screenshots [][]byte) error {
	var shots []image.Image
	for _, data := range screenshots {
		shot, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			return err
		}
		shots = append(shots, shot)
	}
	var file bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&file, sideBySide(shots)); err != nil {
		return err
	}
	return os.WriteFile(path, file.Bytes(), 0o644)
}

func sideBySide(shots []image.Image) image.Image {
	width, height := frame, 0
	for _, shot := range shots {
		width += shot.Bounds().Dx() + frame
		height = max(height, shot.Bounds().Dy())
	}
	picture := image.NewRGBA(image.Rect(0, 0, width, height+2*frame))
	draw.Draw(picture, picture.Bounds(), image.NewUniform(desktop), image.Point{}, draw.Src)
	x := frame
	for _, shot := range shots {
		draw.Draw(picture, shot.Bounds().Sub(shot.Bounds().Min).Add(image.Pt(x, frame)), shot, shot.Bounds().Min, draw.Src)
		x += shot.Bounds().Dx() + frame
	}
	return picture
}
