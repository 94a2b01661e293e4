package main

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"
)

// source is the package protocol: its declarations in the order in which they
// are written, and the value of each constant.
type source struct {
	types  []typeDecl
	consts []constDecl
}

type typeDecl struct {
	name string
	doc  string
	expr ast.Expr
}

type constDecl struct {
	name  string
	doc   string
	typ   string // a named type of the package; empty where untyped
	value constant.Value
}

func readSource(dir string) (*source, error) {
	fset := token.NewFileSet()
	files, err := parseFiles(fset, dir)
	if err != nil {
		return nil, err
	}
	info := &types.Info{Defs: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: onlyTime{}}
	if _, err := config.Check("protocol", fset, files, info); err != nil {
		return nil, err
	}
	s := &source{}
	for _, file := range files {
		for _, decl := range file.Decls {
			if group, ok := decl.(*ast.GenDecl); ok {
				s.add(group, info)
			}
		}
	}
	return s, nil
}

func parseFiles(fset *token.FileSet, dir string) ([]*ast.File, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, entry := range entries {
		name := entry.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, filepath.Join(dir, name), nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

func (s *source) add(group *ast.GenDecl, info *types.Info) {
	for _, spec := range group.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			s.types = append(s.types, typeDecl{spec.Name.Name, docOf(spec.Doc, group.Doc), spec.Type})
		case *ast.ValueSpec:
			s.addConsts(spec, info)
		}
	}
}

func (s *source) addConsts(spec *ast.ValueSpec, info *types.Info) {
	for _, name := range spec.Names {
		object, ok := info.Defs[name].(*types.Const)
		if !ok || !object.Exported() {
			continue
		}
		typ := ""
		if named, ok := object.Type().(*types.Named); ok {
			typ = named.Obj().Name()
		}
		s.consts = append(s.consts, constDecl{name.Name, docOf(spec.Doc, spec.Comment), typ, object.Val()})
	}
}

// docOf is the first comment that is there, on one line.
func docOf(groups ...*ast.CommentGroup) string {
	for _, group := range groups {
		if text := group.Text(); text != "" {
			return strings.Join(strings.Fields(text), " ")
		}
	}
	return ""
}

// onlyTime imports a package time with nothing in it but Time: all that the
// protocol uses, without compiling the standard library's.
type onlyTime struct{}

func (onlyTime) Import(path string) (*types.Package, error) {
	pkg := types.NewPackage(path, path)
	if path == "time" {
		name := types.NewTypeName(token.NoPos, pkg, "Time", nil)
		types.NewNamed(name, types.NewStruct(nil, nil), nil)
		pkg.Scope().Insert(name)
	}
	pkg.MarkComplete()
	return pkg, nil
}
