# SPDX-License-Identifier: Apache-2.0
#
# `make` shows the targets. Each is a script of Scripts/ or one plain command.

export PATH := $(PATH):/opt/swift/usr/bin
export PREFIX ?= /usr/local
export DESTDIR ?=
SEEDS ?= 0..2000

.PHONY: help run build test check fmt sim sim-long bench install clean

help: ## show these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## set up, build, and run the passkey example
	@Scripts/run

build: ## build everything for debugging
	@Scripts/setup run
	swift build --build-tests

test: ## set up and run every test
	@Scripts/test

check: ## the loop while you work: format, build, unit tests, tidy
	@Scripts/test --quick

fmt: ## rewrite the sources in the house format
	swift format --in-place --recursive --parallel Sources Tests Package.swift

sim: ## look for broken promises in simulated worlds (SEEDS=0..2000)
	@Scripts/setup run
	@Scripts/build-release writ-sim
	.build/release/writ-sim --seeds $(SEEDS)

sim-long: ## the same with a hundred thousand worlds; hours
	@$(MAKE) --no-print-directory sim SEEDS=0..100000

bench: ## measure speed beside limits and peers
	@Scripts/setup test
	@Scripts/build-release writ-bench
	.build/release/writ-bench

install: ## build and copy the programs to PREFIX (/usr/local), below DESTDIR
	@Scripts/install

clean: ## remove all that was built
	rm -rf .build
