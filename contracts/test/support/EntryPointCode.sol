// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

// Only so that it is compiled with whatever imports this: Fixture takes the creation code from the build.
import {EntryPoint} from "@account-abstraction/contracts/core/EntryPoint.sol";
