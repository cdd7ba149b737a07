// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {BlockNumber} from "../src/BlockNumber.sol";
import {RecoveryModule} from "../src/RecoveryModule.sol";
import {WebAuthnVerifier} from "../src/WebAuthnVerifier.sol";
import {ArbSys} from "./mocks/ArbSys.sol";
import {AnsweringWallet, GasBurningWallet, RevertingWallet} from "./mocks/Wallets.sol";
import {Fixture} from "./support/Fixture.sol";

/// What the contracts find out once, when they are deployed: whose block number it is, and whether there is a P-256
/// precompile.
contract BlockNumberTest is Fixture {
    address private constant ARB_SYS = address(0x64);

    /// The block that a policy is filed under in a module deployed now.
    function blockOfPolicy() private returns (uint40 blockNumber) {
        RecoveryModule fresh = RecoveryModule(vm.deployCode("RecoveryModule.sol:RecoveryModule"));
        bytes memory policy = abi.encode(defaultPolicy(address(validator)));
        vm.prank(address(account));
        fresh.setPolicy(policy);
        (,, blockNumber) = fresh.accountState(address(account));
    }

    function test_blockNumber_isTheChainsOwn_onArbitrum() public {
        vm.etch(ARB_SYS, address(new ArbSys()).code);
        vm.store(ARB_SYS, 0, bytes32(uint256(412_345_678)));
        assertEq(blockOfPolicy(), 412_345_678, "block");
    }

    function test_blockNumber_isTheBlocks_elsewhere() public {
        assertEq(blockOfPolicy(), START_BLOCK, "block");
    }

    function test_blockNumber_isTheBlocks_whereSomethingElseIsAtArbitrumsAddress() public {
        address[4] memory others = [
            address(new RevertingWallet()),
            address(new GasBurningWallet()),
            address(new AnsweringWallet("")),
            address(new AnsweringWallet(new bytes(64)))
        ];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.etch(ARB_SYS, others[i].code);
            assertEq(blockOfPolicy(), START_BLOCK, "block");
        }
    }

    /// Whoever deploys first cannot starve the probe: with any amount of gas the module is right, or not there.
    function test_blockNumber_isRight_whateverTheGasOfTheDeployment() public {
        vm.etch(ARB_SYS, address(new ArbSys()).code);
        vm.store(ARB_SYS, 0, bytes32(uint256(77)));
        bytes memory policy = abi.encode(defaultPolicy(address(validator)));
        bytes memory creationCode = vm.getCode("RecoveryModule.sol:RecoveryModule");
        uint256 refused;
        for (uint256 gas_ = 100_000; gas_ < 5_000_000; gas_ += 40_000) {
            Deployer deployer = new Deployer();
            (bool success, bytes memory result) =
                address(deployer).call{gas: gas_}(abi.encodeCall(deployer.deploy, (creationCode)));
            if (!success) {
                if (bytes4(result) == BlockNumber.ProbeNeedsMoreGas.selector) ++refused;
                continue;
            }
            RecoveryModule fresh = RecoveryModule(abi.decode(result, (address)));
            vm.prank(address(account));
            fresh.setPolicy(policy);
            (,, uint40 blockNumber) = fresh.accountState(address(account));
            assertEq(blockNumber, 77, "block");
        }
        assertGt(refused, 0, "no probe was starved");
    }

    function test_constructor_reverts_whenTheProbeOfThePrecompileIsStarved() public {
        bytes memory creationCode = vm.getCode("PasskeyValidator.sol:PasskeyValidator");
        Deployer deployer = new Deployer();
        uint256 refused;
        for (uint256 gas_ = 60_000; gas_ < 200_000; gas_ += 5_000) {
            (bool success, bytes memory result) =
                address(deployer).call{gas: gas_}(abi.encodeCall(deployer.deploy, (creationCode)));
            assertFalse(success, "deployed with too little");
            if (bytes4(result) == WebAuthnVerifier.ProbeNeedsMoreGas.selector) ++refused;
        }
        assertGt(refused, 0, "no probe was starved");
    }
}

/// Deploys, and passes the constructor's error on.
contract Deployer {
    function deploy(bytes calldata creationCode) external returns (address deployed) {
        bytes memory code = creationCode;
        assembly ("memory-safe") {
            deployed := create(0, add(code, 0x20), mload(code))
            if iszero(deployed) {
                let pointer := mload(0x40)
                returndatacopy(pointer, 0x00, returndatasize())
                revert(pointer, returndatasize())
            }
        }
    }
}
